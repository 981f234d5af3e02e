package dev.marina.tenancy.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailerTest {

    private static final Mail MAIL = new Mail("ann@acme.test", "Grüße", "Follow this link:\nhttp://console/signup/confirm?token=abc");

    @TempDir
    private Path directory;

    private static SmtpServer server(int port) {
        return new SmtpServer("127.0.0.1", port, SmtpServer.Tls.NONE, "", "secret", "marina@localhost");
    }

    @Test
    void mailIsHandedToTheServer() throws Exception {
        try (SmtpCatcher catcher = new SmtpCatcher()) {
            new SmtpMailer(server(catcher.port())).send(MAIL);

            String session = catcher.messages().poll(10, TimeUnit.SECONDS);
            assertTrue(session.contains("MAIL FROM:<marina@localhost>"), session);
            assertTrue(session.contains("RCPT TO:<ann@acme.test>"), session);
            assertTrue(session.contains("http://console/signup/confirm?token"), session);
        }
    }

    @Test
    void aServerThatIsAwayIsNotAvailableNow() throws Exception {
        int port;
        try (SmtpCatcher catcher = new SmtpCatcher()) {
            port = catcher.port();
        }

        assertInstanceOf(Problem.Unavailable.class, assertThrows(ProblemException.class, () -> new SmtpMailer(server(port)).send(MAIL)).problem());
    }

    @Test
    void passwordsAreNotPrinted() {
        assertFalse(server(25).toString().contains("secret"));
    }

    @Test
    void caughtMailIsAFileThatOnlyItsOwnerReads() throws Exception {
        Path below = directory.resolve("mail");
        MailCatcher catcher = new MailCatcher(below, Clock.systemUTC());

        catcher.send(MAIL);
        catcher.send(MAIL);

        try (var files = Files.list(below)) {
            List<Path> caught = files.toList();
            assertEquals(2, caught.size());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(caught.getFirst())));
            String text = Files.readString(caught.getFirst());
            assertTrue(text.startsWith("To: ann@acme.test\nSubject: Grüße\n") && text.contains("token=abc"), text);
        }
    }
}
