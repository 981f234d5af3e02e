package dev.marina.console.terminal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/// A terminal that its owner shares with one teacher, for as long as what the owner agreed to stands and a page of the owner's shows it.
final class Shared {

    /// So long the agreement may not be known, and the owner's page may be away.
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String stream;
    private final Terminal terminal;
    private final Agreement agreement;
    private final Clock clock;
    private final Consumer<Shared> ended;
    private volatile boolean typing;
    private volatile boolean over;
    private volatile Instant known;
    private volatile Instant ends;
    private volatile SharedView view;

    /// @param ends what the owner agreed to, at the latest
    /// @param ended is told once it is over
    Shared(String stream, Terminal terminal, Agreement agreement, Instant ends, Clock clock, Consumer<Shared> ended) {
        this.stream = stream;
        this.terminal = terminal;
        this.agreement = agreement;
        this.clock = clock;
        this.ended = ended;
        this.known = clock.instant();
        this.ends = ends;
    }

    String stream() {
        return stream;
    }

    Terminal terminal() {
        return terminal;
    }

    boolean typing() {
        return typing && !over;
    }

    boolean over() {
        return over;
    }

    Optional<SharedView> view() {
        return Optional.ofNullable(view);
    }

    /// The teacher's newest view is the one.
    void view(SharedView opened) {
        view().ifPresent(earlier -> earlier.close("shown elsewhere"));
        view = opened;
        terminal.view(opened);
    }

    void typing(boolean may) {
        if (typing != may) {
            typing = may;
            view().ifPresent(one -> one.typing(may));
        }
    }

    /// Whether it still stands; blocks.
    void look() {
        if (terminal.over() || !clock.instant().isBefore(ends) || terminal.unseenFor(clock.instant()).compareTo(PATIENCE) > 0) {
            end(terminal.over() ? "the terminal is over" : clock.instant().isBefore(ends) ? "no page of the learner's shows it" : "its time is over");
            return;
        }
        try {
            Optional<Agreement.Standing> standing = agreement.standing(stream);
            if (standing.isEmpty()) {
                end("it was ended");
                return;
            }
            known = clock.instant();
            ends = standing.get().ends();
            typing(standing.get().typing());
        } catch (RuntimeException e) {
            if (!clock.instant().isBefore(known.plus(PATIENCE))) {
                end("whether it still stands is not known");
            }
        }
    }

    /// At once here; what the REST API has of it follows. May be called twice.
    void end(String why) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        view().ifPresent(one -> one.end(why));
        ended.accept(this);
        Thread.startVirtualThread(() -> {
            try {
                agreement.end(stream);
            } catch (RuntimeException e) {
                // It ends there by itself; nothing is shared here any more.
                LoggerFactory.getLogger(Shared.class).atInfo().addKeyValue("why", String.valueOf(e.getMessage())).log("the end of a help is not told");
            }
        });
    }
}
