package dev.marina.console.terminal;

import dev.marina.console.kube.ClusterApi;
import dev.marina.console.login.LiveLogins;
import dev.marina.console.login.Person;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The terminals of all people who are logged in. A terminal belongs to one login: nobody else finds it, and it ends with it.
public final class Terminals {

    static final int MOST_OF_ONE = 8;
    static final int MOST_OF_ALL = 400;
    private static final Duration LOOKS = Duration.ofSeconds(15);

    private final Clock clock;
    private final Shares shares;
    private final SecureRandom random = new SecureRandom();
    /// Guarded by itself.
    private final Map<String, Line> terminals = new LinkedHashMap<>();

    public Terminals(LiveLogins logins, ScheduledExecutorService timer, Clock clock) {
        this.clock = clock;
        this.shares = new Shares(this, timer, clock);
        logins.whenOver(this::end);
        timer.scheduleWithFixedDelay(() -> Thread.startVirtualThread(this::look), LOOKS.toSeconds(), LOOKS.toSeconds(), TimeUnit.SECONDS);
    }

    /// There are as many as one person, or all people together, may have.
    public static final class TooMany extends RuntimeException {
        private final int most;

        TooMany(int most) {
            super("there are %d terminals already".formatted(most));
            this.most = most;
        }

        public int most() {
            return most;
        }
    }

    /// Starts a command as the person of `api`, outside the caller's thread.
    ///
    /// @throws TooMany beyond the bounds
    Terminal open(ClusterApi api, ExecTarget target, String title) {
        return open(api.person(), title, (sink, _) -> target.open(api, sink));
    }

    /// The same once more, in the place of one that is over.
    Terminal again(Terminal over) {
        close(over);
        return open(over.person(), over.title(), over.start());
    }

    Terminal open(Person person, String title, Terminal.Start start) {
        Terminal opened = add(person, id -> new Terminal(id, person, title, start, clock));
        Thread.startVirtualThread(opened::run);
        return opened;
    }

    /// One more of this person's.
    <T extends Line> T add(Person person, Function<String, T> made) {
        synchronized (terminals) {
            makeRoom(person);
            if (terminals.size() >= MOST_OF_ALL) {
                throw new TooMany(MOST_OF_ALL);
            }
            T added = made.apply(name());
            terminals.put(added.id(), added);
            return added;
        }
    }

    /// What of these is shared with others.
    public Shares shares() {
        return shares;
    }

    /// Those that are over count until they are closed, but make room where there is none.
    private void makeRoom(Person person) {
        List<Line> own = terminals.values().stream().filter(one -> one.person().email().equals(person.email())).toList();
        if (own.size() >= MOST_OF_ONE) {
            Line over = own.stream().filter(Line::over).findFirst().orElseThrow(() -> new TooMany(MOST_OF_ONE));
            terminals.remove(over.id());
        }
    }

    /// One that nobody can guess.
    public String name() {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Empty also for a terminal of somebody else, or of another login of the same person.
    Optional<Line> find(Person person, String id) {
        synchronized (terminals) {
            return Optional.ofNullable(terminals.get(id)).filter(found -> found.person() == person);
        }
    }

    /// What an admission was given for.
    Optional<Line> admitted(String id, String number) {
        Line found;
        synchronized (terminals) {
            found = terminals.get(id);
        }
        return Optional.ofNullable(found).filter(one -> one.takeAdmission(number));
    }

    /// In the order in which they were opened.
    List<Line> of(Person person) {
        synchronized (terminals) {
            return terminals.values().stream().filter(one -> one.person() == person).toList();
        }
    }

    /// May be called twice.
    void close(Line terminal) {
        synchronized (terminals) {
            terminals.remove(terminal.id());
        }
        terminal.close("closed");
    }

    private void end(Person person) {
        of(person).forEach(this::close);
    }

    void look() {
        List<Line> present;
        synchronized (terminals) {
            terminals.values().removeIf(Line::forgotten);
            present = new ArrayList<>(terminals.values());
        }
        present.forEach(Line::look);
    }

    /// The console ends.
    public void close() {
        List<Line> present;
        synchronized (terminals) {
            present = List.copyOf(terminals.values());
        }
        present.forEach(this::close);
    }
}
