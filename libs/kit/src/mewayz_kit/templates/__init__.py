"""Parts of templates: records that leave as parts of a package, and come into another workspace from one.

A feature says in its `template_parts.py` how its records do that::

    class MailTemplateParts(PartType):
        async def payload(self, uow, row): ...       # what leaves: no ids but `Ref`s, no names of people, no secrets
        async def make(self, uow, payload): ...      # an ordinary create, with every check that it has
        async def replace(self, uow, row, payload): ...

    parts = MailTemplateParts("mail_template", service.templates, feature="contacts")

`packages` writes what leaves, `installations` follows what comes in: each part is made once, and hidden until all
services are done. Hidden means deleted for everybody but the installation, so nothing else has to know of it. A service
that takes parts has one table of `PartRow`s.
"""
