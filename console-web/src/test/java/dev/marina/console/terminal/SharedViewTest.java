package dev.marina.console.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.console.FakePlatform;
import dev.marina.console.kube.ExecChannel;
import dev.marina.console.kube.FakeExecServer;
import dev.marina.console.login.LoggedIn;
import dev.marina.console.login.Person;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A learner and a teacher at one terminal, each of whom may be hostile or slow.
class SharedViewTest {

    private static final String STREAM = "stream-of-one-terminal";
    private FakePlatform platform;
    private FakeExecServer server;
    private Terminals terminals;
    private Person ann;
    private Person tina;
    private HttpSession teachers;
    private Terminal terminal;
    private RecordingBrowser page;
    private final FakeAgreement agreement = new FakeAgreement();
    private final RecordedActs acts = new RecordedActs();

    private static final class FakeAgreement implements Agreement {
        private volatile Optional<Standing> standing = Optional.of(new Standing(false, Instant.MAX));
        private volatile String ended = "";

        @Override
        public Optional<Standing> standing(String stream) {
            return standing;
        }

        @Override
        public void end(String stream) {
            ended = stream;
        }
    }

    private static final class RecordedActs implements Acts {
        private final List<String> all = new CopyOnWriteArrayList<>();
        private volatile boolean refused;

        @Override
        public void joined() {
            all.add("joined");
        }

        @Override
        public void typed(String text) {
            if (refused) {
                throw new IllegalStateException("the learner shares no terminal with you");
            }
            all.add("typed " + text);
        }

        @Override
        public void left() {
            all.add("left");
        }
    }

    @BeforeEach
    void open() throws Exception {
        platform = new FakePlatform();
        server = new FakeExecServer();
        terminals = platform.console().terminals();
        ann = LoggedIn.in(platform, platform.open(), "ann@acme.test");
        teachers = platform.open();
        tina = LoggedIn.in(platform, teachers, "tina@school.test");
        terminal = terminals.open(ann, "shell", (sink, _) -> connect(sink));
        page = new RecordingBrowser(true);
        terminal.attach(page, 0);
        FakePlatform.await(() -> page.said.stream().anyMatch(Said.Open.class::isInstance));
        terminal.heard(page, new Heard.Size(100, 30));
        assertEquals("\u0004{\"Width\":100,\"Height\":30}", received());
    }

    private ExecChannel connect(ExecChannel.Sink sink) throws java.io.IOException {
        try {
            return server.connect(sink);
        } catch (Exception e) {
            throw new java.io.IOException(e);
        }
    }

    @AfterEach
    void close() throws Exception {
        terminals.close(terminal);
        server.close();
        platform.close();
    }

    private void share() {
        terminals.shares().open(STREAM, terminal, agreement, Instant.now().plus(Duration.ofHours(1)));
    }

    private SharedView view() {
        return terminals.shares().view(tina, STREAM, "Terminal of Ann", acts).orElseThrow();
    }

    private String received() throws InterruptedException {
        return new String(server.received.poll(10, TimeUnit.SECONDS), StandardCharsets.UTF_8);
    }

    private void prints(String text) throws Exception {
        int before = page.bytes();
        server.send(1, text.getBytes(StandardCharsets.UTF_8));
        FakePlatform.await(() -> page.bytes() == before + text.length());
    }

    /// The number that the learner's page is asked with.
    private long wanted() throws InterruptedException {
        FakePlatform.await(() -> page.last(Said.Wanted.class).isPresent());
        return page.last(Said.Wanted.class).orElseThrow().number();
    }

    private void draws(long at, String text) throws InterruptedException {
        terminal.heard(page, new Heard.Screen(wanted(), at, text));
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsNotSharedIsNotFoundWhateverNameIsMadeUp() {
        assertTrue(terminals.shares().view(tina, STREAM, "t", acts).isEmpty());
        share();
        for (String forged : List.of("", terminal.id(), STREAM + "x", "stream-of-one-termina")) {
            assertTrue(terminals.shares().view(tina, forged, "t", acts).isEmpty(), forged);
        }
        assertTrue(terminals.find(tina, terminal.id()).isEmpty(), "the terminal itself is the learner's alone");
        assertEquals(List.of(), acts.all);
    }

    @Test
    void aViewIsTheTeachersLoginsAlone() {
        share();
        SharedView view = view();
        Person other = LoggedIn.in(platform, platform.open(), "tina@school.test");

        Admissions admissions = new Admissions("https://console.test:8080", terminals);
        for (Person somebody : List.of(ann, other)) {
            admissions.admit(Optional.of(somebody), Map.of("id", List.of(view.id()), "n", List.of("n1")));
            assertTrue(admissions.take(Map.of("id", List.of(view.id()), "n", List.of("n1"))).isEmpty());
        }
        assertTrue(terminals.shares().seen(other, STREAM).isEmpty(), "nor has anybody but the learner a say in what is shared");
        terminals.shares().typing(tina, STREAM, true);
        terminals.shares().end(tina, STREAM);
        assertEquals(new Shares.Seen(false, false), terminals.shares().seen(ann, STREAM).orElseThrow());
    }

    @Test
    void itBeginsWithTheScreenThatTheLearnersPageDrawsAndGoesOnLive() throws Exception {
        share();
        prints("$ ls\r\n");
        RecordingBrowser teacher = new RecordingBrowser(true);
        view().attach(teacher, 0);
        prints("a b\r\n");
        draws(6, "$ ls");

        FakePlatform.await(() -> teacher.text().equals("a b\r\n"));
        assertEquals(new Said.Screen(6, 100, 30, "$ ls"), teacher.last(Said.Screen.class).orElseThrow());
        assertEquals(new Said.Typing(false), teacher.said.getFirst());
        prints("c\r\n");
        FakePlatform.await(() -> teacher.text().endsWith("c\r\n"));
        assertEquals("joined", acts.all.getFirst());
        assertTrue(terminals.shares().seen(ann, STREAM).orElseThrow().looks());
    }

    @Test
    void aPageThatLiesAboutItsScreenOrSaysNothingLeavesABlankOne() throws Exception {
        share();
        prints("hello");
        RecordingBrowser teacher = new RecordingBrowser(true);
        view().attach(teacher, 0);
        terminal.heard(page, new Heard.Screen(wanted() + 1, 5, "not asked for"));
        assertTrue(teacher.last(Said.Screen.class).isEmpty());
        draws(1_000_000, "x");
        assertEquals(new Said.Screen(5, 100, 30, ""), teacher.last(Said.Screen.class).orElseThrow());

        RecordingBrowser again = new RecordingBrowser(true);
        view().attach(again, 0);
        // Nobody answers.
        FakePlatform.await(() -> again.last(Said.Screen.class).isPresent());
        assertEquals("", again.last(Said.Screen.class).orElseThrow().text());
    }

    @Test
    void aTeacherWhoDoesNotReadHoldsNothingUpAndIsGivenAFreshScreenInsteadOfWhatWasMissed() throws Exception {
        share();
        RecordingBrowser slow = new RecordingBrowser(true);
        SharedView view = view();
        view.attach(slow, 0);
        draws(0, "");
        byte[] piece = new byte[16 * 1024];
        Thread flood = Thread.startVirtualThread(() -> {
            for (int i = 0; i < 200; i++) {
                try {
                    server.send(1, piece);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        });
        FakePlatform.await(() -> {
            terminal.heard(page, new Heard.Shown(page.bytes()));
            return page.bytes() == 200 * piece.length;
        });
        assertTrue(flood.join(Duration.ofSeconds(10)), "the learner's command is not held up");
        assertTrue(slow.bytes() <= SharedView.WINDOW, slow.bytes() + " bytes unread");

        page.said.clear();
        view.heard(slow, new Heard.Shown(slow.bytes()));
        draws(page.bytes(), "the end of it");

        FakePlatform.await(() -> slow.last(Said.Screen.class).filter(one -> one.text().equals("the end of it")).isPresent());
        assertTrue(slow.bytes() <= SharedView.WINDOW, "what was missed is not sent after");
    }

    @Test
    void whatIsTypedGoesNowhereUnlessTheLearnerLetsIt() throws Exception {
        share();
        RecordingBrowser teacher = new RecordingBrowser(true);
        SharedView view = view();
        view.attach(teacher, 0);

        view.typed(teacher, key("rm -rf /\r"));
        terminals.shares().typing(ann, STREAM, true);
        view.typed(teacher, key("kubectl get pods"));
        view.typed(teacher, key("\r"));

        assertEquals("\u0000kubectl get pods", received());
        assertEquals("\u0000\r", received());
        assertEquals(List.of("joined", "typed kubectl get pods⏎"), acts.all);
        terminals.shares().typing(ann, STREAM, false);
        assertEquals(new Said.Typing(false), teacher.last(Said.Typing.class).orElseThrow());
        view.typed(teacher, key("more\r"));
        terminals.shares().typing(ann, STREAM, true);
        terminal.detach(page);
        view.typed(teacher, key("while nobody sees it\r"));
        terminal.attach(page, page.bytes());
        view.typed(teacher, key("x"));
        assertEquals("\u0000x", received());
    }

    @Test
    void whatCannotBeRecordedIsNotDoneAndEndsIt() throws Exception {
        share();
        RecordingBrowser teacher = new RecordingBrowser(true);
        SharedView view = view();
        view.attach(teacher, 0);
        terminals.shares().typing(ann, STREAM, true);
        acts.refused = true;

        view.typed(teacher, key("reboot\r"));

        FakePlatform.await(view::over);
        FakePlatform.await(() -> terminals.shares().seen(ann, STREAM).isEmpty());
        FakePlatform.await(() -> agreement.ended.equals(STREAM));
        terminal.typed(page, key("x"));
        assertEquals("\u0000x", received());
        assertFalse(terminal.over(), "the learner's terminal goes on");
    }

    @Test
    void aTeacherWhoFloodsIsSentAwayAndTheLearnerTypesOn() throws Exception {
        share();
        RecordingBrowser teacher = new RecordingBrowser(true);
        SharedView view = view();
        view.attach(teacher, 0);
        terminals.shares().typing(ann, STREAM, true);
        for (int i = 0; i < 10_000 && teacher.left.isEmpty(); i++) {
            view.typed(teacher, new byte[8 * 1024]);
        }
        assertEquals("more is typed than is taken", teacher.left);
        terminal.typed(page, key("x"));
        assertEquals("", page.left);
    }

    @Test
    void theLearnerEndsItAtOnceAndTheTeacherSeesWhy() throws Exception {
        share();
        RecordingBrowser teacher = new RecordingBrowser(true);
        SharedView view = view();
        view.attach(teacher, 0);
        draws(0, "");

        terminals.shares().end(ann, STREAM);

        assertEquals("the learner ended it", ((ExecChannel.Ending.Broken) teacher.last(Said.Ended.class).orElseThrow().ending()).why());
        prints("a secret");
        view.typed(teacher, key("x"));
        assertEquals("", teacher.text());
        assertTrue(terminals.shares().view(tina, STREAM, "t", acts).isEmpty());
        FakePlatform.await(() -> acts.all.contains("left") && agreement.ended.equals(STREAM));
    }

    @Test
    void itEndsWithTheAgreementWithItsTimeWithTheTerminalAndWithEitherLogin() throws Exception {
        share();
        SharedView first = view();
        agreement.standing = Optional.empty();
        terminals.shares().look();
        assertTrue(first.over() && terminals.shares().seen(ann, STREAM).isEmpty(), "the class is over, or somebody left it");

        agreement.standing = Optional.of(new Agreement.Standing(true, Instant.now().minusSeconds(1)));
        share();
        SharedView second = view();
        terminals.shares().look();
        terminals.shares().look();
        assertTrue(second.over(), "its time is over");

        agreement.standing = Optional.of(new Agreement.Standing(false, Instant.MAX));
        share();
        SharedView third = view();
        tina.valueUnbound(new HttpSessionBindingEvent(teachers, "person", tina));
        assertTrue(third.over(), "the teacher's login is over");
        assertTrue(terminals.shares().seen(ann, STREAM).isPresent());
        SharedView fourth = view();
        terminal.end(new ExecChannel.Ending.Exited(0));
        assertTrue(fourth.over(), "the terminal is over");
    }

    @Test
    void anotherViewTakesThePlaceOfTheOneBefore() {
        share();
        SharedView first = view();
        SharedView second = view();

        assertTrue(first.over());
        assertFalse(second.over());
        assertThrows(Terminals.TooMany.class, () -> {
            for (int i = 0; i <= Terminals.MOST_OF_ONE; i++) {
                terminals.open(tina, "t", (_, _) -> {
                    java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofSeconds(30).toNanos());
                    throw new java.io.IOException("over");
                });
            }
        }, "views count as terminals of whoever looks");
    }
}
