package dev.marina.tenancy.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps mail as files that the operator reads, one `.eml` each, named by the time: for installations without a mail server.
public record MailCatcher(Path directory, Clock clock) implements Mailer {

    private static final Logger LOG = LoggerFactory.getLogger(MailCatcher.class);
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    @Override
    public void send(Mail mail) {
        Path file = directory.resolve("%s-%s.eml".formatted(NAME.format(clock.instant()), UUID.randomUUID().toString().substring(0, 8)));
        String text = "To: %s\nSubject: %s\nDate: %s\n\n%s\n".formatted(mail.to(), mail.subject(), clock.instant(), mail.text());
        try {
            Files.createDirectories(directory);
            // Its links are secrets.
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep a mail in " + directory, e);
        }
        LOG.atInfo().addKeyValue("file", file).addKeyValue("to", mail.to()).log("mail caught");
    }

    @Override
    public boolean reachesPeople() {
        return false;
    }
}
