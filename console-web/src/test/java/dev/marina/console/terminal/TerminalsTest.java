package dev.marina.console.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.vaadin.flow.server.VaadinSession;
import dev.marina.console.FakePlatform;
import dev.marina.console.login.LoggedIn;
import dev.marina.console.login.Person;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TerminalsTest {

    private static final Terminal.Start NEVER = (_, _) -> {
        throw new IOException("no cluster here");
    };
    private FakePlatform platform;
    private Terminals terminals;
    private Admissions admissions;
    private HttpSession session;
    private Person ann;

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform();
        session = platform.open();
        ann = LoggedIn.in(platform, session, "ann@acme.test");
        terminals = platform.console().terminals();
        admissions = new Admissions("https://console.test:8080", terminals);
    }

    @AfterEach
    void close() {
        platform.close();
    }

    /// One that goes on until it is told to end.
    private Terminal running(Person person) {
        Object forever = new Object();
        return terminals.open(person, "t", (_, _) -> {
            synchronized (forever) {
                try {
                    forever.wait(60_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            throw new IOException("over");
        });
    }

    private static Map<String, List<String>> asking(String id, String number) {
        return Map.of("id", List.of(id), "n", List.of(number));
    }

    @Test
    void onlyTheLoginThatOpenedATerminalConnectsToIt() {
        Terminal mine = running(ann);
        Person bob = LoggedIn.in(platform, platform.open(), "bob@globex.test");
        Person annElsewhere = LoggedIn.in(platform, platform.open(), "ann@acme.test");

        for (Optional<Person> other : List.of(Optional.of(bob), Optional.of(annElsewhere), Optional.<Person>empty())) {
            admissions.admit(other, asking(mine.id(), "n1"));
            assertTrue(admissions.take(asking(mine.id(), "n1")).isEmpty());
        }
        admissions.admit(Optional.of(ann), asking(mine.id(), "n1"));
        assertTrue(admissions.take(asking(mine.id(), "other")).isEmpty(), "another connection does not use this one's admission");
        assertEquals(Optional.of(mine), admissions.take(asking(mine.id(), "n1")));
        assertTrue(admissions.take(asking(mine.id(), "n1")).isEmpty(), "once");
    }

    @Test
    void onlyPagesOfTheConsoleConnect() {
        assertTrue(admissions.checkOrigin("https://console.test:8080"));
        for (String origin : new String[] {null, "", "null", "https://console.test", "http://console.test:8080", "https://console.test:8080.evil.test"}) {
            assertFalse(admissions.checkOrigin(origin), String.valueOf(origin));
        }
    }

    @Test
    void handshakesThatNobodyFollowsAreForgottenAndTakeNobodysPlace() {
        Terminal mine = running(ann);
        Person bob = LoggedIn.in(platform, platform.open(), "bob@globex.test");
        Terminal his = running(bob);
        admissions.admit(Optional.of(bob), asking(his.id(), "b"));
        for (int i = 0; i < 5_000; i++) {
            admissions.admit(Optional.of(ann), asking(mine.id(), "n" + i));
        }
        long kept = IntStream.range(0, 5_000).filter(i -> admissions.take(asking(mine.id(), "n" + i)).isPresent()).count();

        assertEquals(4, kept);
        assertTrue(admissions.take(asking(his.id(), "b")).isPresent());
    }

    @Test
    void onePersonHasABoundedNumberHoweverManyLogins() {
        Person again = LoggedIn.in(platform, platform.open(), "ann@acme.test");
        for (int i = 0; i < Terminals.MOST_OF_ONE; i++) {
            running(i % 2 == 0 ? ann : again);
        }
        assertThrows(Terminals.TooMany.class, () -> running(ann));
        assertThrows(Terminals.TooMany.class, () -> running(again));

        Person bob = LoggedIn.in(platform, platform.open(), "bob@globex.test");
        assertFalse(running(bob).over());
    }

    @Test
    void aThousandTerminalsThatFailTakeNobodysPlace() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            Terminal failed = terminals.open(ann, "t", NEVER);
            FakePlatform.await(failed::over);
        }

        assertEquals(Terminals.MOST_OF_ONE, terminals.of(ann).size());
        Person bob = LoggedIn.in(platform, platform.open(), "bob@globex.test");
        assertFalse(running(bob).over());
    }

    @Test
    void theyEndWithTheLogin() {
        Terminal mine = running(ann);
        RecordingBrowser page = new RecordingBrowser(true);
        mine.attach(page, 0);
        Person bob = LoggedIn.in(platform, platform.open(), "bob@globex.test");
        Terminal his = running(bob);

        // What the server does when the session ends, however it does.
        ann.valueUnbound(new HttpSessionBindingEvent(session, "person", ann));

        assertTrue(mine.over());
        assertEquals("closed", page.left);
        assertTrue(terminals.find(ann, mine.id()).isEmpty());
        assertFalse(his.over());
        VaadinSession.setCurrent(null);
    }
}
