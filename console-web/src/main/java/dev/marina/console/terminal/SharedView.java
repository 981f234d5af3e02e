package dev.marina.console.terminal;

import dev.marina.console.login.Person;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;

/// A teacher's view of a terminal that its owner shares. It begins with the screen as the owner's page draws it, and goes on with what the command writes.
///
/// It never holds the command up: what this page has not drawn is at most [#WINDOW] bytes, and where it falls further behind than [#BEHIND] it gets a fresh
/// screen, at most one each second. What is typed is recorded before it is passed on where it may set something off, and goes on only while the owner lets it
/// and has a page that shows it. All state is guarded by the terminal, which calls it while it is held.
final class SharedView implements Line {

    static final int WINDOW = 64 * 1024;
    static final int BEHIND = 128 * 1024;
    private static final int FRAME = 16 * 1024;
    private static final int MOST_SCREEN = 64 * 1024;
    private static final int MOST_TYPED = 16 * 1024;
    private static final Duration BETWEEN_SCREENS = Duration.ofSeconds(1);
    private static final Duration SCREEN_COMES_WITHIN = Duration.ofSeconds(2);
    private static final Duration RECORDED_WITHIN = Duration.ofSeconds(5);

    private final String id;
    private final Person person;
    private final String title;
    private final Terminal of;
    private final Shared shared;
    private final Acts acts;
    private final Clock clock;
    private final BiConsumer<Duration, Runnable> later;
    private final Admitted admitted = new Admitted();
    private Browser browser;
    private long sent;
    private long shown;
    private boolean sending;
    /// Number of the screen that is waited for, or of the last one.
    private long screen;
    private boolean waiting;
    private Instant lastScreen = Instant.MIN;
    private String over = "";
    private Instant unseen;
    private final Deque<byte[]> typed = new ArrayDeque<>();
    private int typedBytes;
    private boolean passing;
    private final TypedText text = new TypedText();
    private Instant typedSince = Instant.MAX;

    /// @param later runs something after a time
    SharedView(String id, Person person, String title, Shared shared, Acts acts, Clock clock, BiConsumer<Duration, Runnable> later) {
        this.id = id;
        this.person = person;
        this.title = title;
        this.shared = shared;
        this.of = shared.terminal();
        this.acts = acts;
        this.clock = clock;
        this.later = later;
        this.unseen = clock.instant();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Person person() {
        return person;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public void admit(String number) {
        admitted.add(number);
    }

    @Override
    public boolean takeAdmission(String number) {
        return admitted.take(number);
    }

    @Override
    public void attach(Browser to, long from) {
        synchronized (of) {
            if (browser != null) {
                browser.leave("shown elsewhere");
            }
            browser = to;
            unseen = null;
            sending = false;
            if (!over.isEmpty()) {
                to.say(ended());
                return;
            }
            to.say(new Said.Typing(shared.typing()));
            to.say(new Said.Open());
            fresh();
        }
    }

    @Override
    public void detach(Browser from) {
        synchronized (of) {
            if (browser == from) {
                browser = null;
                unseen = clock.instant();
            }
        }
    }

    /// Whether a page of the teacher's shows it now.
    boolean looks() {
        synchronized (of) {
            return browser != null;
        }
    }

    /// What is drawn next is the terminal as its owner's page has it.
    private void fresh() {
        if (waiting) {
            return;
        }
        waiting = true;
        long number = ++screen;
        Duration wait = lastScreen.equals(Instant.MIN) ? Duration.ZERO : Duration.between(clock.instant(), lastScreen.plus(BETWEEN_SCREENS));
        if (wait.isPositive()) {
            later.accept(wait, () -> want(number));
        } else {
            want(number);
        }
    }

    private void want(long number) {
        synchronized (of) {
            if (waiting && screen == number) {
                of.want(number);
                later.accept(SCREEN_COMES_WITHIN, () -> screen(new Heard.Screen(number, Long.MAX_VALUE, "")));
            }
        }
    }

    /// The owner's page, which may say anything, tells how its screen is. What cannot go on from there begins with nothing.
    void screen(Heard.Screen told) {
        synchronized (of) {
            if (!waiting || told.number() != screen) {
                return;
            }
            waiting = false;
            lastScreen = clock.instant();
            Scrollback written = of.written();
            boolean usable = told.at() >= written.start() && told.at() <= written.end() && told.text().length() <= MOST_SCREEN;
            sent = usable ? told.at() : written.end();
            shown = sent;
            Heard.Size size = of.size();
            tell(new Said.Screen(sent, size.columns(), size.rows(), usable ? told.text() : ""));
            pump();
        }
    }

    void wrote() {
        pump();
    }

    /// The owner's window has another size, and so has this.
    void resized() {
        fresh();
    }

    private void pump() {
        if (browser == null || waiting || sending || !over.isEmpty()) {
            return;
        }
        Scrollback written = of.written();
        if (sent < written.start() || written.end() - sent > BEHIND) {
            // Once what is on its way has been drawn: who does not read gets no screens either.
            if (shown == sent) {
                fresh();
            }
            return;
        }
        if (sent >= written.end() || sent - shown >= WINDOW) {
            return;
        }
        byte[] next = written.read(sent, FRAME);
        sent += next.length;
        sending = true;
        Browser to = browser;
        to.output(next, () -> sentTo(to));
    }

    private void sentTo(Browser to) {
        synchronized (of) {
            if (to == browser) {
                sending = false;
                pump();
            }
        }
    }

    @Override
    public void heard(Browser from, Heard heard) {
        synchronized (of) {
            if (from == browser && heard instanceof Heard.Shown(long number)) {
                shown = Math.clamp(number, shown, sent);
                pump();
            }
        }
    }

    @Override
    public void typed(Browser from, byte[] bytes) {
        synchronized (of) {
            if (from != browser || !over.isEmpty()) {
                return;
            }
            if (!shared.typing() || !of.pageShows()) {
                tell(new Said.Typing(false));
                tell(new Said.Took(bytes.length));
                return;
            }
            if (typedBytes + bytes.length > MOST_TYPED) {
                sendAway();
                return;
            }
            pass(bytes);
        }
    }

    private void sendAway() {
        if (browser != null) {
            browser.leave("more is typed than is taken");
            browser = null;
            unseen = clock.instant();
        }
    }

    private void pass(byte[] bytes) {
        typed.addLast(bytes);
        typedBytes += bytes.length;
        if (!passing) {
            passing = true;
            Thread.startVirtualThread(this::passOn);
        }
    }

    /// One after the other: recorded, then typed.
    private void passOn() {
        while (true) {
            byte[] next;
            List<String> record;
            synchronized (of) {
                next = typed.pollFirst();
                if (next == null) {
                    passing = false;
                    return;
                }
                record = next.length == 0 ? text.take() : text.add(new String(next, StandardCharsets.UTF_8));
                typedSince = text.isEmpty() ? Instant.MAX : typedSince.equals(Instant.MAX) ? clock.instant() : typedSince;
            }
            try {
                record.forEach(acts::typed);
            } catch (RuntimeException e) {
                shared.end("it cannot be recorded: " + e.getMessage());
            }
            synchronized (of) {
                typedBytes -= next.length;
                // It may have ended while it was recorded.
                if (over.isEmpty() && shared.typing() && next.length > 0) {
                    if (of.typedByAnother(next)) {
                        tell(new Said.Took(next.length));
                    } else {
                        sendAway();
                    }
                }
            }
        }
    }

    void typing(boolean may) {
        synchronized (of) {
            tell(new Said.Typing(may));
        }
    }

    private void tell(Said said) {
        if (browser != null) {
            browser.say(said);
        }
    }

    private Said ended() {
        return new Said.Ended(new dev.marina.console.kube.ExecChannel.Ending.Broken(over));
    }

    @Override
    public void look() {
        synchronized (of) {
            if (!typedSince.equals(Instant.MAX) && !clock.instant().isBefore(typedSince.plus(RECORDED_WITHIN))) {
                pass(new byte[0]);
            }
        }
    }

    @Override
    public boolean over() {
        synchronized (of) {
            return !over.isEmpty();
        }
    }

    @Override
    public boolean forgotten() {
        synchronized (of) {
            return !over.isEmpty() && unseen != null && !clock.instant().isBefore(unseen.plus(Idle.UNSEEN_ENDS_AFTER));
        }
    }

    /// It stays for its page to say why.
    void end(String why) {
        synchronized (of) {
            if (!over.isEmpty()) {
                return;
            }
            over = why;
            of.unview(this);
            tell(ended());
            if (!text.isEmpty()) {
                pass(new byte[0]);
            }
        }
        Thread.startVirtualThread(this::leave);
    }

    private void leave() {
        try {
            acts.left();
        } catch (RuntimeException e) {
            // It may have ended just because it is refused; that it was ended is recorded by whoever ended it.
            org.slf4j.LoggerFactory.getLogger(SharedView.class).atInfo().addKeyValue("why", String.valueOf(e.getMessage())).log("leaving is not recorded");
        }
    }

    @Override
    public void close(String why) {
        end(why);
        synchronized (of) {
            if (browser != null) {
                browser.leave(why);
                browser = null;
                unseen = clock.instant();
            }
        }
    }
}
