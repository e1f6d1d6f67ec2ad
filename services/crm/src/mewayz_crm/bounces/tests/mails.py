"""Mails as programs of the world send them, with names and places of examples."""

SENT = "0192f0c1-7d1e-7000-8000-000000000001@mewayz.example"

POSTFIX = f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
To: bounces@mewayz.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"
Message-Id: <20261125120000.1@mx.example.com>

--B1
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.com.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

--B1
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com
X-Postfix-Queue-ID: 4Xq1
Arrival-Date: Wed, 25 Nov 2026 12:00:00 +0000 (UTC)

Final-Recipient: rfc822; jane@example.com
Original-Recipient: rfc822;Jane@Example.com
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.example.com
Diagnostic-Code: smtp; 550 5.1.1 <jane@example.com>: Recipient address
    rejected: User unknown in virtual mailbox table

Final-Recipient: rfc822; john@example.com
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

Final-Recipient: rfc822; joy@example.com
Action: delivered
Status: 2.0.0

--B1
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: Acme <news@acme.example>
To: jane@example.com
Subject: News
Message-ID: <{SENT}>

--B1--
"""

DELAYED = POSTFIX.replace("Action: failed", "Action: delayed")

QMAIL = f"""\
Return-Path: <>
From: MAILER-DAEMON@example.net
To: bounces@mewayz.example
Subject: failure notice

Hi. This is the qmail-send program at example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<jane@example.net>:
Sorry, no mailbox here by that name. (#5.1.1)

<full@example.net>:
192.0.2.7 failed after I sent the message.
Remote host said: 452 4.2.2 Over quota

--- Below this line is a copy of the message.

Return-Path: <news@acme.example>
Message-ID: <{SENT}>
From: news@acme.example
To: jane@example.net

Hello
"""

EXIM = f"""\
Return-Path: <>
X-Failed-Recipients: jane@example.org
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@example.org>
To: bounces@mewayz.example
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  jane@example.org
    SMTP error from remote mail server after RCPT TO:<jane@example.org>:
    550 Unknown user

------ This is a copy of your message, including all the headers. ------

Message-ID: <{SENT}>
From: news@acme.example
"""

ARF = f"""\
From: <abusedesk@example.com>
To: fbl@mewayz.example
Subject: FW: News
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="F1"

--F1
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report for an email message.

--F1
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <news@acme.example>
Original-Rcpt-To: <Jane@example.com>
Received-Date: Wed, 25 Nov 2026 12:00:00 GMT

--F1
Content-Type: message/rfc822

From: <news@acme.example>
To: <jane@example.com>
Subject: News
Message-ID: <{SENT}>

Hello
--F1--
"""

VACATION = f"""\
From: Jane <jane@example.com>
To: news@acme.example
Subject: Out of office
Auto-Submitted: auto-replied (vacation)
In-Reply-To: <{SENT}>

Back on Monday. Mail to no such user is returned.
"""

REPLY = f"""\
From: Jane <jane@example.com>
To: news@acme.example
Subject: Re: News
Message-ID: <answer-1@example.com>
In-Reply-To: <{SENT}>
References: <older@example.com> <{SENT}>

Sounds good, call me.
"""
