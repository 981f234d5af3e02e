package dev.marina.controllers.release;

import dev.marina.controllers.engine.Types;
import dev.marina.controllers.engine.parts.StatusCondition;
import dev.marina.model.Application;
import dev.marina.model.Application.Applied;
import dev.marina.model.Application.Release;
import dev.marina.model.Application.Revision;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// What the status of an application with a source says: how far it has come, and how each object is, by what is seen of it.
final class ReleaseReport {

    static final String LEAVING = "Leaving";
    private static final int KEPT = 10;

    private ReleaseReport() {}

    private record Verdict(String phase, String reason, String message) {}

    static void write(Progress progress, Release next) {
        write(progress, next, Optional.empty());
    }

    /// @param begun a revision that begins with this
    static void write(Progress progress, Release next, Optional<Revision> begun) {
        Application application = progress.application();
        Application.Status before = progress.status();
        Release release = next.having(next.objects().stream().flatMap(entry -> observed(progress, next, entry)).toList());
        Verdict verdict = verdict(release);
        String at = progress.turn().now().truncatedTo(ChronoUnit.SECONDS).toString();
        List<Revision> revisions = revisions(progress, begun, verdict, release);
        Application.Status status = new Application.Status(application.getMetadata().getGeneration(), verdict.phase, verdict.message, null, null, null, null,
                null,
                revisions.isEmpty() ? null : revisions.getFirst().revision(), revisions.isEmpty() ? null : revisions,
                Stream.of(Application.AVAILABLE, Application.PROGRESSING, Application.DEGRADED)
                        .map(type -> StatusCondition.of(before.conditions(), type, verdict.phase.equals(type), verdict.reason, verdict.message, at)).toList(),
                release);
        if (!status.equals(before)) {
            Application written = new Application();
            written.setMetadata(application.getMetadata());
            written.setSpec(application.getSpec());
            written.setStatus(status);
            progress.turn().writes().updateStatus(Types.APPLICATIONS, written);
        }
    }

    /// What was to leave and is gone is not told any more.
    private static Stream<Applied> observed(Progress progress, Release release, Applied entry) {
        Seen seen = Seen.of(progress.find(entry));
        boolean missing = seen.state().equals(Seen.MISSING);
        if (LEAVING.equals(entry.state())) {
            return missing ? Stream.empty() : Stream.of(entry);
        }
        boolean due = !Release.BEFORE.equals(release.step()) && !Release.APPLYING.equals(release.step());
        return Stream.of(missing && !due ? entry.seen("Pending", null) : entry.seen(seen.state(), seen.message()));
    }

    private static Verdict verdict(Release release) {
        String message = Objects.requireNonNullElse(release.message(), "");
        return switch (Objects.requireNonNullElse(release.step(), "")) {
            case Release.FAILED -> new Verdict(Application.DEGRADED, "Failed", message);
            case Release.DEPLOYED -> deployed(release);
            case "", Release.RENDERING -> new Verdict(release.digest() == null ? Application.WAITING : Application.PROGRESSING, "Rendering", message);
            default -> message.isEmpty()
                    ? new Verdict(Application.PROGRESSING, "Deploying", running(release))
                    : new Verdict(Application.DEGRADED, "Refused", message);
        };
    }

    private static String running(Release release) {
        return release.hooks().stream().filter(run -> run.result().equals(Application.HookRun.RUNNING)).findFirst()
                .map(run -> "Hook %s %s (%s) runs".formatted(run.kind(), run.name(), run.event())).orElse("Its objects are being applied");
    }

    private static Verdict deployed(Release release) {
        List<Applied> objects = release.objects().stream().filter(entry -> !LEAVING.equals(entry.state())).toList();
        Optional<Applied> bad = objects.stream().filter(entry -> entry.state().equals(Seen.DEGRADED) || entry.state().equals(Seen.MISSING)).findFirst();
        if (bad.isPresent()) {
            return new Verdict(Application.DEGRADED, bad.get().state(), said(bad.get()));
        }
        return objects.stream().filter(entry -> !entry.state().equals(Seen.READY)).findFirst()
                .map(entry -> new Verdict(Application.PROGRESSING, "RollingOut", said(entry)))
                .orElseGet(() -> new Verdict(Application.AVAILABLE, "Ready", "%d objects are ready".formatted(objects.size())));
    }

    private static String said(Applied entry) {
        return "%s %s: %s".formatted(entry.kind(), entry.name(), entry.message());
    }

    /// Newest first.
    private static List<Revision> revisions(Progress progress, Optional<Revision> begun, Verdict verdict, Release release) {
        List<Revision> known = new ArrayList<>(progress.revisions());
        begun.ifPresent(revision -> {
            known.replaceAll(each -> each.outcome().equals("Progressing") ? outcome(each, "Replaced") : each);
            known.addFirst(revision);
        });
        if (!known.isEmpty() && known.getFirst().envHash().equals(release.digest()) && known.getFirst().outcome().equals("Progressing")) {
            if (verdict.phase.equals(Application.AVAILABLE)) {
                known.set(0, outcome(known.getFirst(), "Succeeded"));
            } else if (Release.FAILED.equals(release.step())) {
                known.set(0, outcome(known.getFirst(), "Failed"));
            }
        }
        return known.stream().limit(KEPT).toList();
    }

    private static Revision outcome(Revision revision, String outcome) {
        return new Revision(revision.revision(), revision.image(), revision.envHash(), revision.at(), revision.by(), outcome);
    }
}
