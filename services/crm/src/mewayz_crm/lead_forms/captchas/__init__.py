"""Captchas of lead forms: hCaptcha, reCAPTCHA and Turnstile, which all verify by the same call."""
