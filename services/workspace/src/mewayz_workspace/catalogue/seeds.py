"""The catalogue as it is first seeded (workspace.md §3). From then on the rows are the truth and staff edit them.

The numbers of a limit are free / professional / enterprise; -1 is unlimited.
"""

from typing import Any

CURRENCY = "USD"

GOALS = (
    ("instagram", "Instagram", "Instagram", "camera"),
    ("link-in-bio", "Link in bio", "Link in Bio", "link"),
    ("courses", "Courses & Community", "Kurse & Community", "graduation-cap"),
    ("e-commerce", "E-commerce", "Onlineshop", "shopping-bag"),
    ("crm", "CRM & E-mail", "CRM & E-Mail", "users"),
    ("analytics", "Analytics & Reporting", "Analysen & Berichte", "chart"),
)

ENTERPRISE_ONLY: dict[str, Any] = {"plans": ["enterprise"]}


def _f(slug: str, en: str, de: str, module: str, *requires: str, **more: Any) -> dict[str, Any]:
    return {"slug": slug, "names": {"en": en, "de": de}, "module": module, "requires": list(requires), **more}


FEATURES: dict[str, tuple[dict[str, Any], ...]] = {
    "instagram": (
        _f("profile-database", "Profile database", "Profildatenbank", "social.profiles",
           metric="social.stored_profiles"),
        _f("post-scheduler", "Post scheduler", "Beitragsplaner", "social.posts"),
        _f("content-calendar", "Content calendar", "Redaktionskalender", "social.posts", "post-scheduler"),
        _f("hashtag-research", "Hashtag research", "Hashtag-Recherche", "social.hashtags"),
        _f("competitor-tracking", "Competitor tracking", "Wettbewerbsbeobachtung", "social.competitors",
           metric="social.competitors"),
        _f("instagram-insights", "Instagram insights", "Instagram-Statistik", "social.insights"),
    ),
    "link-in-bio": (
        _f("bio-builder", "Bio page builder", "Bio-Seiten", "social.bio_pages"),
        _f("link-analytics", "Link analytics", "Link-Statistik", "social.link_statistics", "bio-builder"),
        _f("qr-codes", "QR codes", "QR-Codes", "social.qr_codes"),
        _f("email-capture", "E-mail capture", "E-Mail-Erfassung", "crm.captured_emails", "bio-builder",
           metric="crm.captured_emails"),
        _f("bio-templates", "Bio page templates", "Bio-Vorlagen", "social.bio_templates", "bio-builder"),
        _f("custom-domains", "Custom domains", "Eigene Domains", "workspace.domains",
           metric="workspace.domains"),
    ),
    "courses": (
        _f("course-builder", "Course builder", "Kurse", "courses.courses"),
        _f("quizzes", "Quizzes", "Tests", "courses.quizzes", "course-builder"),
        _f("assignments", "Assignments", "Aufgaben", "courses.assignments", "course-builder"),
        _f("certificates", "Certificates", "Zertifikate", "courses.certificates", "course-builder"),
        _f("community", "Community", "Community", "courses.communities"),
        _f("live-sessions", "Live sessions", "Live-Termine", "courses.events"),
        _f("student-messaging", "Student messaging", "Nachrichten an Lernende", "courses.messages",
           "course-builder"),
    ),
    "e-commerce": (
        _f("storefront", "Storefront", "Shop", "commerce.products"),
        _f("inventory", "Inventory", "Lager", "commerce.stock", "storefront"),
        _f("discount-codes", "Discount codes", "Rabattcodes", "commerce.discount_codes", "storefront",
           metric="commerce.discount_codes"),
        _f("reviews", "Reviews", "Bewertungen", "commerce.reviews", "storefront"),
        _f("digital-downloads", "Digital downloads", "Digitale Produkte", "commerce.downloads", "storefront"),
        _f("vendors", "Vendors", "Verkäufer", "commerce.vendors", "storefront", metric="commerce.vendors"),
        _f("shipping-and-tax", "Shipping and tax", "Versand und Steuern", "commerce.shipping", "storefront"),
    ),
    "crm": (
        _f("contacts", "Contacts", "Kontakte", "crm.contacts"),
        _f("pipelines", "Pipelines", "Pipelines", "crm.deals", "contacts"),
        _f("email-campaigns", "E-mail campaigns", "E-Mail-Kampagnen", "crm.campaigns", "contacts"),
        _f("sequences", "Sequences", "Sequenzen", "crm.sequences", "contacts"),
        _f("lead-scoring", "Lead scoring", "Lead-Bewertung", "crm.scores", "contacts"),
        _f("lead-forms", "Lead forms", "Lead-Formulare", "crm.form_mappings", "contacts"),
    ),
    "analytics": (
        _f("dashboards", "Dashboards", "Dashboards", "analytics.dashboards"),
        _f("custom-reports", "Custom reports", "Eigene Berichte", "analytics.reports",
           metric="analytics.custom_reports"),
        _f("scheduled-reports", "Scheduled reports", "Geplante Berichte", "analytics.schedules"),
        _f("funnels", "Funnels", "Trichter", "analytics.funnels"),
        _f("goal-tracking", "Goal tracking", "Ziele", "analytics.goals"),
        _f("revenue-analytics", "Revenue analytics", "Umsatzanalyse", "analytics.revenue"),
        _f("gamification", "Gamification", "Gamification", "analytics.gamification"),
        _f("export", "Data export", "Datenexport", "analytics.exports"),
    ),
    "": (
        _f("website-builder", "Website builder", "Webseiten", "social.sites", metric="social.sites"),
        _f("form-builder", "Form builder", "Formulare", "social.forms"),
        _f("short-links", "Short links", "Kurzlinks", "social.short_links"),
        _f("bookings", "Bookings", "Terminbuchung", "bookings.bookings"),
        _f("invoicing", "Invoicing", "Rechnungen", "finance.invoices"),
        _f("escrow", "Escrow", "Treuhand", "finance.escrows"),
        _f("ai-assistant", "AI assistant", "KI-Assistent", "ai.conversations"),
        _f("automation", "Automation", "Automatisierung", "ai.workflows"),
        _f("template-market", "Template market (selling)", "Vorlagenmarkt (Verkauf)", "marketplace.listings",
           plans=["professional", "enterprise"], any_bundle=True),
        _f("webhooks", "Webhooks", "Webhooks", "workspace.webhook_endpoints"),
        _f("api-access", "API access", "API-Zugang", "identity.api_keys", **ENTERPRISE_ONLY),
        _f("white-label", "White label", "White Label", "workspace.branding", **ENTERPRISE_ONLY),
    ),
}  # fmt: skip

INDUSTRIES = (
    ("retail", "Retail", "Einzelhandel", ("e-commerce", "instagram", "analytics")),
    ("fashion", "Fashion & Beauty", "Mode & Kosmetik", ("instagram", "e-commerce", "link-in-bio")),
    ("food", "Food & Gastronomy", "Gastronomie", ("instagram", "link-in-bio", "e-commerce")),
    ("fitness", "Fitness & Health", "Fitness & Gesundheit", ("courses", "instagram", "link-in-bio")),
    ("education", "Education & Training", "Bildung & Training", ("courses", "crm", "analytics")),
    ("coaching", "Coaching & Consulting", "Coaching & Beratung", ("courses", "crm", "link-in-bio")),
    ("agency", "Marketing agency", "Marketingagentur", ("crm", "instagram", "analytics")),
    ("creator", "Creator & Influencer", "Creator & Influencer", ("instagram", "link-in-bio", "e-commerce")),
    ("software", "Software & SaaS", "Software & SaaS", ("crm", "analytics", "courses")),
    ("real-estate", "Real estate", "Immobilien", ("crm", "instagram", "link-in-bio")),
    ("finance", "Finance & Insurance", "Finanzen & Versicherung", ("crm", "analytics")),
    ("travel", "Travel & Events", "Reisen & Events", ("instagram", "link-in-bio", "e-commerce")),
    ("crafts", "Crafts & Local services", "Handwerk & Dienste", ("crm", "link-in-bio")),
    ("non-profit", "Non-profit", "Gemeinnützig", ("crm", "link-in-bio", "courses")),
    ("other", "Other", "Andere", ("link-in-bio", "crm")),
)

LIMITS: dict[str, tuple[int, int, int]] = {
    "workspace.counted_features": (10, -1, -1),
    "workspace.members": (3, 25, -1),
    "workspace.domains": (0, 3, -1),
    "workspace.media_gib": (1, 50, 500),
    "workspace.webhook_endpoints": (1, 5, 20),
    "workspace.audit_days": (90, 365, -1),
    "identity.api_keys": (0, 0, 50),
    "social.accounts": (2, 10, -1),
    "social.scheduled_posts_month": (10, 100, -1),
    "social.profile_searches_month": (0, 1_000, -1),
    "social.stored_profiles": (0, 10_000, -1),
    "social.competitors": (0, 0, 10),
    "social.bio_pages": (1, 5, -1),
    "social.bio_links": (5, -1, -1),
    "social.sites": (0, 1, -1),
    "social.site_pages": (0, 10, -1),
    "social.qr_codes": (3, -1, -1),
    "social.short_links": (10, -1, -1),
    "social.forms": (1, -1, -1),
    "social.form_submissions_month": (50, 5_000, -1),
    "crm.contacts": (100, 5_000, -1),
    "crm.mail_templates": (5, 50, -1),
    "crm.mails_month": (500, 10_000, -1),
    "crm.captured_emails": (0, 500, -1),
    "crm.sequences": (1, 10, -1),
    "crm.custom_fields": (5, 100, -1),
    "crm.import_rows": (1_000, 100_000, 500_000),
    "commerce.products": (10, 1_000, -1),
    "commerce.orders_month": (25, -1, -1),
    "commerce.reviews": (50, -1, -1),
    "commerce.discount_codes": (0, 10, -1),
    "commerce.vendors": (0, 0, -1),
    "courses.courses": (1, 10, -1),
    "courses.learners": (50, 1_000, -1),
    "courses.communities": (1, 5, -1),
    "courses.quizzes": (3, -1, -1),
    "courses.course_templates": (3, 20, -1),
    "courses.live_streams": (0, 0, 10),
    "bookings.booking_pages": (1, 5, -1),
    "bookings.bookings_month": (25, 200, -1),
    "ai.tokens_month": (50, 50, 500),
    "ai.workflows": (1, 5, -1),
    "ai.runs_month": (100, 2_000, -1),
    "ai.chatbots": (1, 3, -1),
    "ai.knowledge_mib": (5, 50, 1_000),
    "ai.run_history_days": (7, 30, 90),
    "analytics.history_days": (7, 365, -1),
    "analytics.custom_reports": (0, 10, -1),
    "analytics.goals": (3, 20, -1),
    "analytics.events_month": (10_000, 500_000, -1),
}

PLANS: tuple[dict[str, Any], ...] = (
    {"key": "free", "names": {"en": "Free", "de": "Kostenlos"}, "pricing": "free", "month": 0, "year": 0,
     "statics": {"fee_tier": "standard", "badge": "forced"}},
    {"key": "professional", "names": {"en": "Professional", "de": "Professional"}, "pricing": "per_feature",
     "month": 100, "year": 1_000, "statics": {"fee_tier": "standard", "badge": "optional"}},
    {"key": "enterprise", "names": {"en": "Enterprise", "de": "Enterprise"}, "pricing": "per_feature",
     "month": 150, "year": 1_500, "statics": {"fee_tier": "enterprise", "badge": "optional"}},
)  # fmt: skip


def plan_limits(key: str) -> dict[str, int]:
    """The column of a plan in the table of limits."""
    column = [plan["key"] for plan in PLANS].index(key)
    return {metric: values[column] for metric, values in LIMITS.items()}


def group(goal: str) -> list[str]:
    """The features of one goal."""
    return [feature["slug"] for feature in FEATURES[goal]]


PAID_BUNDLE_LIMITS = {"analytics.history_days": 365, "analytics.events_month": 500_000}

BUNDLES: tuple[dict[str, Any], ...] = (
    {"key": "free-starter", "names": {"en": "Free starter", "de": "Gratis-Start"}, "pricing": "free",
     "month": 0, "year": 0, "features": [], "limits": plan_limits("free"), "statics": {}},
    {"key": "creator", "names": {"en": "Creator", "de": "Creator"}, "month": 1_900, "year": 19_000,
     "features": [*group("link-in-bio"), "website-builder", "short-links", "template-market"],
     "limits": {"social.bio_links": -1, "social.short_links": -1, "social.sites": 1, "social.site_pages": 10,
                "workspace.domains": 1, "crm.captured_emails": 500, "ai.tokens_month": 500}},
    {"key": "ecommerce", "names": {"en": "E-commerce", "de": "Onlineshop"}, "month": 2_400, "year": 24_000,
     "features": group("e-commerce"),
     "limits": {"commerce.products": -1, "commerce.orders_month": -1, "commerce.reviews": -1,
                "commerce.discount_codes": -1, "commerce.vendors": 10}},
    {"key": "social-media", "names": {"en": "Social media", "de": "Social Media"}, "month": 2_900,
     "year": 29_000, "features": group("instagram"),
     "limits": {"social.profile_searches_month": 1_000, "social.stored_profiles": 10_000,
                "social.scheduled_posts_month": 100, "social.accounts": 10, "social.competitors": 10}},
    {"key": "education", "names": {"en": "Education", "de": "Bildung"}, "month": 2_900, "year": 29_000,
     "features": group("courses"),
     "limits": {"courses.courses": -1, "courses.learners": -1, "courses.quizzes": -1,
                "courses.communities": 5, "courses.course_templates": 20}},
    {"key": "business", "names": {"en": "Business", "de": "Business"}, "month": 3_900, "year": 39_000,
     "features": [*group("crm"), "automation"],
     "limits": {"crm.contacts": -1, "crm.captured_emails": -1, "crm.mails_month": 10_000, "crm.sequences": 10,
                "crm.mail_templates": 50, "crm.custom_fields": 100, "crm.import_rows": 100_000,
                "ai.workflows": 10, "ai.runs_month": 5_000}},
    {"key": "operations", "names": {"en": "Operations", "de": "Betrieb"}, "month": 2_400, "year": 24_000,
     "features": ["bookings", "invoicing", "form-builder"],
     "limits": {"bookings.booking_pages": -1, "social.forms": -1, "social.form_submissions_month": -1,
                "bookings.bookings_month": 500}},
    {"key": "enterprise", "names": {"en": "Enterprise", "de": "Enterprise"}, "pricing": "revenue_share",
     "month": 9_900, "year": 0, "features": ["*"], "limits": plan_limits("enterprise"),
     "statics": {"fee_tier": "enterprise", "badge": "optional", "revenue_share_bp": 1_500}},
)  # fmt: skip


def paid(bundle: dict[str, Any]) -> dict[str, Any]:
    """A bundle with what every paid one brings: no badge, a year of analytics."""
    if bundle.get("pricing") is not None:
        return bundle
    limits = {**PAID_BUNDLE_LIMITS, **bundle["limits"]}
    return bundle | {"pricing": "bundle", "limits": limits, "statics": {"badge": "optional"}}
