package dev.marina.controllers.release;

import dev.marina.api.Document;
import dev.marina.model.Application.HookRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What is to be done next for the hooks of one event. One runs at a time; one that fails is the last.
sealed interface HookStep {

    /// All of them have succeeded.
    record Done() implements HookStep {}

    record Start(Hook hook) implements HookStep {}

    /// Until the one that runs has ended.
    ///
    /// @param left of its time
    record Wait(Duration left) implements HookStep {}

    record Ended(Hook hook, boolean good, String message) implements HookStep {}

    record Failed(String message) implements HookStep {}

    /// @param hooks of the event, in order
    /// @param runs what is known of them
    /// @param observed the object of a hook, as it is now
    /// @param limit how long one may take. Helm's --timeout
    static HookStep next(List<Hook> hooks, String event, List<HookRun> runs, Function<Hook, Optional<Document>> observed, Duration limit, Instant now) {
        for (Hook hook : hooks) {
            Optional<HookRun> run = runs.stream().filter(each -> of(each, event, hook)).findFirst();
            if (run.isEmpty()) {
                return new Start(hook);
            }
            switch (run.get().result()) {
                case HookRun.SUCCEEDED -> {
                }
                case HookRun.FAILED -> {
                    return new Failed("hook %s %s (%s) failed: %s".formatted(hook.object().kind(), hook.object().name(), event, run.get().message()));
                }
                default -> {
                    return ended(hook, observed.apply(hook), limit, now);
                }
            }
        }
        return new Done();
    }

    static boolean of(HookRun run, String event, Hook hook) {
        return run.event().equals(event) && run.kind().equals(hook.object().kind()) && run.name().equals(hook.object().name());
    }

    /// Jobs and pods are waited for; of everything else it is enough that it is there.
    private static HookStep ended(Hook hook, Optional<Document> object, Duration limit, Instant now) {
        String kind = hook.object().kind();
        if (!kind.equals("Job") && !kind.equals("Pod")) {
            return new Ended(hook, true, null);
        }
        if (object.isEmpty()) {
            return new Ended(hook, false, "somebody has deleted it");
        }
        Duration left = left(object.get(), limit, now);
        HookStep waits = left.isPositive()
                ? new Wait(left)
                : new Ended(hook, false, "it has not ended within %d seconds (spec.sync.hookTimeoutSeconds)".formatted(limit.toSeconds()));
        Seen seen = Seen.of(object);
        return switch (seen.state()) {
            case Seen.DEGRADED -> object.get().kind().equals("Job") || object.get().text("status", "phase").equals("Failed")
                    ? new Ended(hook, false, seen.message())
                    : waits;
            case Seen.READY -> kind.equals("Job") || object.get().text("status", "phase").equals("Succeeded") ? new Ended(hook, true, null) : waits;
            default -> waits;
        };
    }

    /// Since it was made.
    private static Duration left(Document object, Duration limit, Instant now) {
        String made = object.text("metadata", "creationTimestamp");
        return made.isEmpty() ? limit : limit.minus(Duration.between(Instant.parse(made), now));
    }
}
