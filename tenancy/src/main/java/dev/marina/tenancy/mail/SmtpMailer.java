package dev.marina.tenancy.mail;

import dev.marina.tenancy.problem.ProblemException;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/// Mail by SMTP.
public final class SmtpMailer implements Mailer {

    private static final String TIMEOUT_MILLIS = "10000";

    private final String from;
    private final Session session;

    public SmtpMailer(SmtpServer server) {
        this.from = server.from();
        Properties properties = new Properties();
        properties.put("mail.smtp.host", server.host());
        properties.put("mail.smtp.port", Integer.toString(server.port()));
        for (String phase : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
            properties.put("mail.smtp." + phase, TIMEOUT_MILLIS);
        }
        properties.put("mail.smtp.ssl.enable", Boolean.toString(server.tls() == SmtpServer.Tls.TLS));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.starttls.enable", Boolean.toString(server.tls() == SmtpServer.Tls.STARTTLS));
        properties.put("mail.smtp.starttls.required", Boolean.toString(server.tls() == SmtpServer.Tls.STARTTLS));
        properties.put("mail.smtp.auth", Boolean.toString(!server.user().isEmpty()));
        this.session = Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(server.user(), server.password());
            }
        });
    }

    @Override
    public void send(Mail mail) {
        try {
            MimeMessage message = new MimeMessage(session);
            message.setFrom(new InternetAddress(from));
            message.setRecipient(Message.RecipientType.TO, new InternetAddress(mail.to()));
            message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
            message.setText(mail.text(), StandardCharsets.UTF_8.name());
            Transport.send(message);
        } catch (MessagingException e) {
            throw ProblemException.unavailable("The mail server", e);
        }
    }

    @Override
    public boolean reachesPeople() {
        return true;
    }
}
