package dev.marina.controllers.release;

import dev.marina.api.Document;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Application.Applied;
import dev.marina.model.Application.HookRun;
import dev.marina.model.Application.Release;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What an application with a source does before it goes: hooks, all that it has applied, hooks again. What it has applied goes by the platform's rights, as
/// garbage does: whoever may delete the application may be somebody else than whoever asked for it.
final class Leaving {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

    private final Progress progress;
    private final boolean hooks;

    /// @param known whether it is known who has asked: without them no hook can run
    Leaving(Progress progress, boolean known) {
        this.progress = progress;
        boolean stays = progress.turn().snapshot().find(Types.NAMESPACES, "", progress.namespace())
                .filter(namespace -> namespace.getMetadata().getDeletionTimestamp() == null).isPresent();
        this.hooks = known && stays;
    }

    Outcome step(Supplier<Optional<StoredRelease>> stored, Runnable release) {
        Optional<StoredRelease> kept = stored.get();
        Optional<StoredRelease> last = hooks ? kept : Optional.empty();
        boolean begun = !progress.release().objects().isEmpty();
        Optional<Outcome> waits = begun ? last.flatMap(each -> run(each, "pre-delete")) : Optional.empty();
        if (waits.isPresent()) {
            return waits.get();
        }
        if (begun && !emptied()) {
            return Outcome.recheckAfter(SOON);
        }
        waits = last.flatMap(each -> run(each, "post-delete"));
        if (waits.isPresent()) {
            return waits.get();
        }
        kept.ifPresent(this::withoutHooks);
        Rendering.clear(progress);
        release.run();
        return Outcome.SETTLED;
    }

    /// Empty when all of them have succeeded. One that fails is tried again after a minute: what it should have saved is still there.
    private Optional<Outcome> run(StoredRelease stored, String event) {
        Release release = progress.release();
        return switch (new Hooks(progress, event).step(stored, release)) {
            case Hooks.Result.Done _ -> Optional.empty();
            case Hooks.Result.Goes(var runs, Outcome outcome) -> {
                ReleaseReport.write(progress, release.ran(runs));
                yield Optional.of(outcome);
            }
            case Hooks.Result.Failed(String why) -> {
                if (!why.equals(release.message())) {
                    ReleaseReport.write(progress, release.at(Release.FAILED, why));
                    progress.turn().event(progress.application(), Severity.Warning, "HookFailed", why);
                    yield Optional.of(Outcome.recheckAfter(AFTER_FAILURE));
                }
                List<HookRun> others = release.hooks().stream().filter(run -> !run.event().equals(event)).toList();
                ReleaseReport.write(progress, release.at(Release.FAILED, null).ran(others));
                yield Optional.of(Outcome.SETTLED);
            }
        };
    }

    /// What hooks have left.
    private void withoutHooks(StoredRelease stored) {
        stored.objects().stream().filter(Hook::is).forEach(hook -> progress.place(hook).ifPresent(place -> progress.find(place)
                .filter(present -> progress.own(present) && !present.terminating())
                .ifPresent(present -> progress.delete(progress.turn().writes().client(), place, present))));
    }

    /// Whether all is gone that is not to be kept.
    private boolean emptied() {
        boolean empty = true;
        for (Applied entry : progress.release().objects().reversed()) {
            Optional<Document> present = progress.find(entry).filter(progress::own);
            if (present.isEmpty() || Boolean.TRUE.equals(entry.keep())) {
                continue;
            }
            empty = false;
            if (!present.get().terminating()) {
                progress.delete(progress.turn().writes().client(), progress.place(entry).orElseThrow(), present.get());
            }
        }
        return empty;
    }
}
