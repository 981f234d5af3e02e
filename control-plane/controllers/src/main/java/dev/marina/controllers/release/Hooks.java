package dev.marina.controllers.release;

import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.PodWrites;
import dev.marina.model.Application.HookRun;
import dev.marina.model.Application.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs the hooks of a release for one event, each with the rights of whoever asked.
final class Hooks {

    /// On a hook's object: for which revision and event it was made.
    private static final String RUN = "apps.marina.dev/hook";
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Progress progress;
    private final String event;

    Hooks(Progress progress, String event) {
        this.progress = progress;
        this.event = event;
    }

    /// What came of one step.
    sealed interface Result {

        record Done() implements Result {}

        record Failed(String why) implements Result {}

        record Goes(List<HookRun> runs, Outcome outcome) implements Result {}
    }

    Result step(StoredRelease stored, Release release) {
        HookStep next = HookStep.next(stored.hooks(event), event, release.hooks(), hook -> progress.place(hook.object()).flatMap(progress::find),
                progress.hookTimeout(), progress.turn().now());
        return switch (next) {
            case HookStep.Done _ -> new Result.Done();
            case HookStep.Wait(Duration left) -> new Result.Goes(release.hooks(), Outcome.recheckAfter(left));
            case HookStep.Failed(String message) -> new Result.Failed(message);
            case HookStep.Start(Hook hook) -> start(hook, release.hooks());
            case HookStep.Ended(Hook hook, boolean good, String message) -> {
                if (hook.deletedAfter(good)) {
                    progress.place(hook.object()).ifPresent(place -> progress.find(place).filter(progress::own)
                            .ifPresent(present -> progress.delete(progress.asker(), place, present)));
                }
                yield new Result.Goes(with(release.hooks(), hook, good ? HookRun.SUCCEEDED : HookRun.FAILED, message), Outcome.SETTLED);
            }
        };
    }

    private Result start(Hook hook, List<HookRun> runs) {
        Optional<Progress.Place> place = progress.place(hook.object());
        if (place.isEmpty()) {
            return failed(runs, hook, "nobody serves its kind");
        }
        String run = "%d/%s".formatted(progress.revision(), event);
        Optional<Document> present = progress.find(place.get());
        if (present.isPresent()) {
            if (!progress.own(present.get())) {
                return failed(runs, hook, Progress.whose(present.get()));
            }
            if (present.get().terminating()) {
                return new Result.Goes(runs, Outcome.recheckAfter(SOON));
            }
            if (run.equals(present.get().annotations().get(RUN))) {
                // made before the status said so
                return new Result.Goes(with(runs, hook, HookRun.RUNNING, null), Outcome.SETTLED);
            }
            if (!hook.policies().contains(Hook.BEFORE_CREATION)) {
                return failed(runs, hook, "it is there already from an earlier run");
            }
            progress.delete(progress.asker(), place.get(), present.get());
            return new Result.Goes(runs, Outcome.recheckAfter(SOON));
        }
        Document marked = Manifest.marked(hook.object(), progress.application()).edited(root -> {
            root.withObject("/metadata/annotations").put(RUN, run);
            if (!place.get().namespace().isEmpty()) {
                root.withObject("/metadata").put("namespace", place.get().namespace());
            }
        });
        try {
            progress.asker().create(progress.turn().writes().call(), place.get().resource(), marked);
        } catch (StatusException e) {
            if (PodWrites.namespaceEnds(e)) {
                return new Result.Goes(with(runs, hook, HookRun.SUCCEEDED, "its namespace ends"), Outcome.SETTLED);
            }
            if (e.code() >= 500 || e.is("AlreadyExists")) {
                throw e;
            }
            return failed(runs, hook, e.getMessage());
        }
        return new Result.Goes(with(runs, hook, HookRun.RUNNING, null), Outcome.SETTLED);
    }

    private Result failed(List<HookRun> runs, Hook hook, String why) {
        return new Result.Goes(with(runs, hook, HookRun.FAILED, why), Outcome.SETTLED);
    }

    private List<HookRun> with(List<HookRun> runs, Hook hook, String result, String message) {
        List<HookRun> all = new ArrayList<>(runs.stream().filter(run -> !HookStep.of(run, event, hook)).toList());
        all.add(new HookRun(event, hook.object().kind(), hook.object().name(), result, message));
        return List.copyOf(all);
    }
}
