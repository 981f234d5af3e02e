package dev.marina.console.terminal;

import dev.marina.console.kube.ExecChannel.Ending;
import dev.marina.console.kube.ExecChannel;
import dev.marina.console.login.Person;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/// One command with a terminal, which outlives the pages that show it. Any thread may call it; nothing blocks.
///
/// What a browser has not said to have shown is at most [#WINDOW] bytes: beyond that the command waits, as it would before a slow terminal. So nothing
/// is lost between two pages, and a flood costs this process one buffer. What is typed and has not gone out is bounded as well.
final class Terminal implements Line {

    static final int WINDOW = 256 * 1024;
    private static final int FRAME = 32 * 1024;
    private static final int MOST_TYPED = 256 * 1024;

    /// Starts the command; blocks.
    interface Start {
        /// @param note says in the terminal how far it is
        ExecChannel open(ExecChannel.Sink sink, Consumer<String> note) throws IOException;
    }

    private final String id;
    private final Person person;
    private final String title;
    private final Start start;
    private final Clock clock;
    private final Scrollback written = new Scrollback(WINDOW);
    // All below is guarded by this.
    private ExecChannel channel;
    private Ending ending;
    private Browser browser;
    private Instant used;
    private Instant unseen;
    private boolean warned;
    /// Numbers of bytes: what the browser has shown, what has been sent to it.
    private long shown;
    private long sent;
    private boolean sending;
    /// Messages that the command may write and we have not asked for.
    private int owed;
    private Heard.Size size;
    private String typedFirst = "";
    private SharedView view;
    private final Admitted admitted = new Admitted();

    Terminal(String id, Person person, String title, Start start, Clock clock) {
        this.id = id;
        this.person = person;
        this.title = title;
        this.start = start;
        this.clock = clock;
        this.used = clock.instant();
        this.unseen = used;
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

    Start start() {
        return start;
    }

    @Override
    public void admit(String number) {
        admitted.add(number);
    }

    @Override
    public boolean takeAdmission(String number) {
        return admitted.take(number);
    }

    /// Blocks until the command runs or is refused. Where the terminal was ended meanwhile so is the command.
    void run() {
        try {
            started(start.open(new ExecChannel.Sink() {
                @Override
                public void output(byte[] bytes) {
                    wrote(bytes);
                }

                @Override
                public void ended(Ending how) {
                    end(how);
                }
            }, this::note));
        } catch (IOException e) {
            end(new Ending.Broken(String.valueOf(e.getMessage())));
        }
    }

    private synchronized void note(String text) {
        written.add((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        pump();
    }

    private synchronized void started(ExecChannel opened) {
        if (ending != null) {
            opened.close();
            return;
        }
        channel = opened;
        if (size != null) {
            channel.resize(size.columns(), size.rows());
        }
        if (!typedFirst.isEmpty()) {
            channel.type(typedFirst.getBytes(StandardCharsets.UTF_8), () -> {});
            typedFirst = "";
        }
        tell(new Said.Open());
        ask();
    }

    private synchronized void wrote(byte[] bytes) {
        written.add(bytes);
        used = clock.instant();
        warned = false;
        owed++;
        ask();
        pump();
        if (view != null) {
            view.wrote();
        }
    }

    /// Lets the command go on while there is room for what it writes.
    private void ask() {
        while (channel != null && owed > 0 && written.end() - shown < WINDOW - FRAME) {
            owed--;
            channel.more();
        }
    }

    private void pump() {
        if (browser == null || sending || sent >= written.end()) {
            return;
        }
        byte[] next = written.read(sent, FRAME);
        sent += next.length;
        sending = true;
        Browser to = browser;
        to.output(next, () -> sentTo(to));
    }

    private synchronized void sentTo(Browser to) {
        if (to == browser) {
            sending = false;
            pump();
        }
    }

    /// A page shows this terminal from now on, in the place of the one before.
    ///
    /// @param from number of the first byte that the page does not have
    @Override
    public synchronized void attach(Browser to, long from) {
        if (browser != null) {
            browser.leave("shown elsewhere");
        }
        browser = to;
        unseen = null;
        sending = false;
        sent = Math.clamp(from, written.start(), written.end());
        shown = Math.max(shown, sent);
        tell(new Said.From(sent));
        tell(ending != null ? new Said.Ended(ending) : channel == null ? new Said.Starting() : new Said.Open());
        ask();
        pump();
    }

    /// Nothing happens where another page has come meanwhile.
    @Override
    public synchronized void detach(Browser from) {
        if (browser == from) {
            browser = null;
            unseen = clock.instant();
        }
    }

    /// What a page tells that no longer shows this terminal counts for nothing.
    @Override
    public synchronized void heard(Browser from, Heard heard) {
        if (from != browser) {
            return;
        }
        switch (heard) {
            case Heard.Shown(long number) -> {
                shown = Math.clamp(number, shown, sent);
                ask();
            }
            case Heard.Size wanted -> {
                size = wanted;
                if (channel != null) {
                    channel.resize(wanted.columns(), wanted.rows());
                }
                if (view != null) {
                    view.resized();
                }
            }
            case Heard.Screen told -> {
                if (view != null) {
                    view.screen(told);
                }
            }
        }
    }

    /// Whoever types faster than it is told to be taken is sent away: a page of ours does not.
    @Override
    public synchronized void typed(Browser from, byte[] bytes) {
        if (from != browser || channel == null || ending != null) {
            return;
        }
        if (channel.pending() + bytes.length > MOST_TYPED) {
            browser.leave("more is typed than is taken");
            browser = null;
            unseen = clock.instant();
            return;
        }
        used = clock.instant();
        warned = false;
        channel.type(bytes, () -> took(from, bytes.length));
    }

    /// From the console itself, as a lesson's button does; before the command runs it is kept.
    synchronized void type(String text) {
        used = clock.instant();
        if (channel != null) {
            channel.type(text.getBytes(StandardCharsets.UTF_8), () -> {});
        } else if (typedFirst.length() + text.length() <= FRAME) {
            typedFirst += text;
        }
    }

    private synchronized void took(Browser from, int bytes) {
        if (from == browser) {
            tell(new Said.Took(bytes));
        }
    }

    private void tell(Said said) {
        if (browser != null) {
            browser.say(said);
        }
    }

    /// Looks how long nobody has used it; ends it or warns.
    @Override
    public synchronized void look() {
        if (ending != null) {
            return;
        }
        switch (Idle.of(used, unseen, clock.instant())) {
            case Idle.Busy _ -> {
            }
            case Idle.Warned(var left) -> {
                if (!warned) {
                    warned = true;
                    tell(new Said.IdleFor(left));
                }
            }
            case Idle.Over _ -> end(new Ending.Broken("it was not used"));
        }
    }

    /// Whether nobody will want to see it any more.
    @Override
    public synchronized boolean forgotten() {
        return ending != null && unseen != null && !clock.instant().isBefore(unseen.plus(Idle.UNSEEN_ENDS_AFTER));
    }

    /// May be called twice; the first ending counts.
    synchronized void end(Ending how) {
        if (ending != null) {
            return;
        }
        ending = how;
        if (channel != null) {
            channel.close();
        }
        pump();
        tell(new Said.Ended(how));
        if (view != null) {
            view.end("the terminal is over");
        }
    }

    /// Ends it and sends its page away.
    @Override
    public synchronized void close(String why) {
        end(new Ending.Broken(why));
        if (browser != null) {
            browser.leave(why);
            browser = null;
        }
    }

    @Override
    public synchronized boolean over() {
        return ending != null;
    }

    /// Another sees it from now on too.
    synchronized void view(SharedView opened) {
        view = opened;
    }

    synchronized void unview(SharedView closed) {
        if (view == closed) {
            view = null;
        }
    }

    /// What follows is for the view, which holds this.
    Scrollback written() {
        return written;
    }

    Heard.Size size() {
        return size == null ? new Heard.Size(80, 24) : size;
    }

    boolean pageShows() {
        return browser != null;
    }

    /// Asks the page how its screen is; where there is none nobody answers.
    void want(long number) {
        tell(new Said.Wanted(number));
    }

    /// False where the command does not take what was typed before; there is always room for what its owner types.
    boolean typedByAnother(byte[] bytes) {
        if (channel == null || ending != null) {
            return true;
        }
        if (channel.pending() + bytes.length > MOST_TYPED / 4) {
            return false;
        }
        used = clock.instant();
        warned = false;
        channel.type(bytes, () -> {});
        return true;
    }

    synchronized Duration unseenFor(Instant now) {
        return unseen == null ? Duration.ZERO : Duration.between(unseen, now);
    }
}
