package dev.marina.console.terminal;

import dev.marina.console.login.Person;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The terminals that learners of this console share with teachers of this console. They end with the process: what another process shares is not found
/// here, and what was shared before a restart is not shared after it.
public final class Shares {

    private static final Duration LOOKS = Duration.ofSeconds(3);

    private final Terminals terminals;
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Map<String, Shared> shares = new ConcurrentHashMap<>();

    Shares(Terminals terminals, ScheduledExecutorService timer, Clock clock) {
        this.terminals = terminals;
        this.timer = timer;
        this.clock = clock;
        AtomicBoolean looking = new AtomicBoolean();
        timer.scheduleWithFixedDelay(() -> {
            if (looking.compareAndSet(false, true)) {
                Thread.startVirtualThread(() -> {
                    try {
                        look();
                    } finally {
                        looking.set(false);
                    }
                });
            }
        }, LOOKS.toSeconds(), LOOKS.toSeconds(), TimeUnit.SECONDS);
    }

    /// How a shared terminal stands, for its owner.
    ///
    /// @param looks whether the teacher has it open now
    public record Seen(boolean typing, boolean looks) {}

    /// What is shared is this one terminal, which its owner's page shows; another that the owner shared with the same agreement is not any more.
    Shared open(String stream, Terminal terminal, Agreement agreement, Instant ends) {
        Shared opened = new Shared(stream, terminal, agreement, ends, clock, over -> shares.remove(over.stream(), over));
        shares.put(stream, opened);
        return opened;
    }

    /// Empty where nothing is shared under this name here, or by somebody else.
    public Optional<Seen> seen(Person owner, String stream) {
        return own(owner, stream).map(one -> new Seen(one.typing(), one.view().filter(SharedView::looks).isPresent()));
    }

    private Optional<Shared> own(Person owner, String stream) {
        return Optional.ofNullable(shares.get(stream)).filter(one -> one.terminal().person() == owner);
    }

    /// The owner lets the teacher type from now on, or does not any more.
    public void typing(Person owner, String stream, boolean may) {
        own(owner, stream).ifPresent(one -> one.typing(may));
    }

    /// The owner ends it, at once.
    public void end(Person owner, String stream) {
        own(owner, stream).ifPresent(one -> one.end("the learner ended it"));
    }

    /// Opens a teacher's view. That the stream is theirs the REST API has said, which alone tells its name; blocks until that they joined is recorded.
    ///
    /// @return empty where nothing is shared under this name here
    Optional<SharedView> view(Person teacher, String stream, String title, Acts acts) {
        Shared found = shares.get(stream);
        if (found == null) {
            return Optional.empty();
        }
        acts.joined();
        SharedView opened = terminals.add(teacher, id -> new SharedView(id, teacher, title, found, acts, clock, this::after));
        found.view(opened);
        return Optional.of(opened);
    }

    private void after(Duration wait, Runnable run) {
        timer.schedule(() -> Thread.startVirtualThread(run), wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Each by itself, so that one that is slow to answer keeps no other.
    void look() {
        java.util.List<Thread> looks = shares.values().stream().map(one -> Thread.startVirtualThread(() -> {
            one.view().ifPresent(SharedView::look);
            one.look();
        })).toList();
        try {
            for (Thread one : looks) {
                one.join(Shared.PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
