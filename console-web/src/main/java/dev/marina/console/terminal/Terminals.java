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

/// The terminals of all people who are logged in. A terminal belongs to one login: nobody else finds it, and it ends with it.
public final class Terminals {

    static final int MOST_OF_ONE = 8;
    static final int MOST_OF_ALL = 400;
    private static final Duration LOOKS = Duration.ofSeconds(15);

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    /// Guarded by itself.
    private final Map<String, Terminal> terminals = new LinkedHashMap<>();

    public Terminals(LiveLogins logins, ScheduledExecutorService timer, Clock clock) {
        this.clock = clock;
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
        Terminal opened;
        synchronized (terminals) {
            makeRoom(person);
            if (terminals.size() >= MOST_OF_ALL) {
                throw new TooMany(MOST_OF_ALL);
            }
            opened = new Terminal(name(), person, title, start, clock);
            terminals.put(opened.id(), opened);
        }
        Thread.startVirtualThread(opened::run);
        return opened;
    }

    /// Those that are over count until they are closed, but make room where there is none.
    private void makeRoom(Person person) {
        List<Terminal> own = terminals.values().stream().filter(one -> one.person().email().equals(person.email())).toList();
        if (own.size() >= MOST_OF_ONE) {
            Terminal over = own.stream().filter(Terminal::over).findFirst().orElseThrow(() -> new TooMany(MOST_OF_ONE));
            terminals.remove(over.id());
        }
    }

    private String name() {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Empty also for a terminal of somebody else, or of another login of the same person.
    Optional<Terminal> find(Person person, String id) {
        synchronized (terminals) {
            return Optional.ofNullable(terminals.get(id)).filter(found -> found.person() == person);
        }
    }

    /// What an admission was given for.
    Optional<Terminal> admitted(String id, String number) {
        Terminal found;
        synchronized (terminals) {
            found = terminals.get(id);
        }
        return Optional.ofNullable(found).filter(one -> one.takeAdmission(number));
    }

    /// In the order in which they were opened.
    List<Terminal> of(Person person) {
        synchronized (terminals) {
            return terminals.values().stream().filter(one -> one.person() == person).toList();
        }
    }

    /// May be called twice.
    void close(Terminal terminal) {
        synchronized (terminals) {
            terminals.remove(terminal.id());
        }
        terminal.close("closed");
    }

    private void end(Person person) {
        of(person).forEach(this::close);
    }

    void look() {
        List<Terminal> present;
        synchronized (terminals) {
            terminals.values().removeIf(Terminal::forgotten);
            present = new ArrayList<>(terminals.values());
        }
        present.forEach(Terminal::look);
    }

    /// The console ends.
    public void close() {
        List<Terminal> present;
        synchronized (terminals) {
            present = List.copyOf(terminals.values());
        }
        present.forEach(this::close);
    }
}
