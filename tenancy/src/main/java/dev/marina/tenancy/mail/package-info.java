/// Mail to people: by SMTP, or caught in a directory where the installation sends none.
package dev.marina.tenancy.mail;
