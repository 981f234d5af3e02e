package dev.marina.controllers.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterReads;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.controllers.engine.Controller;
import dev.marina.controllers.engine.EventRecorder.Severity;
import dev.marina.controllers.engine.Finalizer;
import dev.marina.controllers.engine.ObjectReconciler;
import dev.marina.controllers.engine.Outcome;
import dev.marina.controllers.engine.ResourceType;
import dev.marina.controllers.engine.Snapshot;
import dev.marina.controllers.engine.Turn;
import dev.marina.controllers.engine.Types;
import dev.marina.model.Application;
import dev.marina.model.Application.Applied;
import dev.marina.model.Application.Release;
import dev.marina.model.Application.Revision;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Makes applications of charts and Kustomize folders true: has them rendered, runs their hooks, applies what was made and takes away what is not wanted any
/// more. One step with each turn; how far it has come is in the status.
public final class ReleaseReconciler implements ObjectReconciler<Application> {

    private static final Finalizer FINALIZER = new Finalizer("apps.marina.dev/release");
    private static final Duration AFTER_REFUSAL = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final int KEPT = 10;
    private static final int LONGEST = 2000;

    private final ClusterReads reads;
    private final ReleaseAccess access;
    private final Rendering rendering;

    ReleaseReconciler(ClusterReads reads, ReleaseAccess access) {
        this.reads = reads;
        this.access = access;
        this.rendering = new Rendering(access);
    }

    public static Controller controller(ClusterReads reads, ReleaseAccess access) {
        return Controller.named("release").source(new ReleaseSource()).workers(2).with(new ReleaseReconciler(reads, access));
    }

    @Override
    public ResourceType<Application> type() {
        return Types.APPLICATIONS;
    }

    @Override
    public Outcome reconcile(Turn turn, Application application) {
        boolean ends = application.getMetadata().getDeletionTimestamp() != null;
        if (!application.getSpec().sourced() || ends && !FINALIZER.holds(application)) {
            return Outcome.SETTLED;
        }
        Optional<Asker> asker = Asker.of(application);
        Progress progress = new Progress(turn, application, reads, access.as(asker.orElse(Asker.NOBODY), turn.cluster(), manager(application)));
        if (ends) {
            return new Leaving(progress, asker.isPresent()).step(() -> stored(progress), () -> FINALIZER.release(turn, Types.APPLICATIONS, application));
        }
        if (!FINALIZER.holds(application)) {
            FINALIZER.hold(turn, Types.APPLICATIONS, application);
            return Outcome.SETTLED;
        }
        if (application.getSpec().rollbackTo() != null) {
            rollBack(progress, asker, application.getSpec().rollbackTo());
            return Outcome.SETTLED;
        }
        if (!Progress.wanted(application.getSpec().source()).equals(progress.release().source())) {
            return render(progress, asker);
        }
        Rendering.clear(progress);
        return deploy(progress);
    }

    /// As fields name it.
    private static String manager(Application application) {
        return "application-" + application.getMetadata().getName();
    }

    private Outcome render(Progress progress, Optional<Asker> asker) {
        String wanted = Progress.wanted(progress.application().getSpec().source());
        return switch (rendering.step(progress, wanted)) {
            case Rendering.Step.Waits(String why, Outcome outcome) -> {
                ReleaseReport.write(progress, progress.release().at(Release.RENDERING, why));
                yield outcome;
            }
            case Rendering.Step.Ended(Rendered.Failed(String why)) -> fail(progress, wanted, why);
            case Rendering.Step.Ended(Rendered.Made made) -> {
                StoredRelease release = new StoredRelease(made.chart(), made.values(), source(progress), made.objects());
                String operation = progress.revision() == 0 ? "install" : "upgrade";
                Optional<String> refused = begin(progress, asker, release, operation, wanted, made.commit());
                yield refused.map(why -> fail(progress, wanted, why)).orElse(Outcome.SETTLED);
            }
        };
    }

    private static JsonNode source(Progress progress) {
        return progress.turn().writes().decoder().write(progress.application()).root().at("/spec/source");
    }

    private static Outcome fail(Progress progress, String wanted, String why) {
        Release before = progress.release();
        ReleaseReport.write(progress,
                new Release(wanted, before.commit(), before.chart(), before.operation(), Release.FAILED, why, before.digest(), before.hooks(),
                        before.objects(), before.healed()));
        progress.turn().event(progress.application(), Severity.Warning, "Failed", why);
        return Outcome.SETTLED;
    }

    /// Keeps a revision and says that it is the present one.
    ///
    /// @return why it cannot be, where it cannot
    private Optional<String> begin(Progress progress, Optional<Asker> asker, StoredRelease release, String operation, String wanted, String commit) {
        Turn turn = progress.turn();
        Application application = progress.application();
        if (release.isChart()) {
            Optional<Secret> helms = turn.snapshot().first(Types.SECRETS, progress.namespace(), secret -> helms(secret, progress.name())
                    && Snapshot.controller(secret).filter(owner -> owner.getUid().equals(application.getMetadata().getUid())).isEmpty());
            if (helms.isPresent()) {
                return Optional.of("there is a release %s of Helm's in this namespace already, in the Secret %s".formatted(progress.name(),
                        helms.get().getMetadata().getName()));
            }
        }
        long number = progress.revision() + 1;
        Secret secret = release.of(application, number, "deployed", turn.now());
        try {
            turn.snapshot().find(Types.SECRETS, progress.namespace(), secret.getMetadata().getName())
                    .ifPresent(leftover -> turn.writes().delete(Types.SECRETS, leftover));
            turn.writes().create(Types.SECRETS, secret);
        } catch (StatusException e) {
            if (e.code() >= 500 || e.is("AlreadyExists") || e.is("Conflict")) {
                throw e;
            }
            return Optional.of("revision %d cannot be kept: %s".formatted(number, e.getMessage()));
        }
        supersede(progress, number);
        String title = release.isChart() ? release.title() : commit;
        Revision begun = new Revision(number, title, release.digest(), turn.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                asker.map(Asker::user).orElse(null), "Progressing");
        ReleaseReport.write(progress, new Release(wanted, commit, release.isChart() ? release.title() : null, operation, Release.BEFORE, null, release.digest(),
                List.of(), progress.release().objects(), null), Optional.of(begun));
        turn.event(application, Severity.Normal, "Deployed", "Revision %d is %s".formatted(number, title));
        return Optional.empty();
    }

    private static boolean helms(Secret secret, String release) {
        return secret.getMetadata().getLabels() != null && "helm".equals(secret.getMetadata().getLabels().get("owner"))
                && release.equals(secret.getMetadata().getLabels().get("name"));
    }

    /// As `helm history` calls earlier ones, of which the last ten are kept.
    private static void supersede(Progress progress, long number) {
        Turn turn = progress.turn();
        turn.snapshot().controlledBy(Types.SECRETS, progress.application().getMetadata().getUid()).forEach(secret -> {
            long revision = revision(secret.getMetadata().getName());
            if (revision > 0 && revision <= number - KEPT) {
                turn.writes().delete(Types.SECRETS, secret);
            } else if (revision > 0 && revision < number && helms(secret, progress.name())) {
                turn.writes().merge(Types.SECRETS, secret, "", patch -> patch.putObject("metadata").putObject("labels").put("status", "superseded"));
            }
        });
    }

    private static long revision(String secret) {
        String number = secret.substring(secret.lastIndexOf(".v") + 2);
        return secret.contains(".v") && number.matches("[0-9]{1,9}") ? Long.parseLong(number) : 0;
    }

    /// What the present revision consists of; empty where somebody has changed it since.
    private static Optional<StoredRelease> stored(Progress progress) {
        return progress.revisions().stream().findFirst().flatMap(revision -> stored(progress, revision));
    }

    private static Optional<StoredRelease> stored(Progress progress, Revision revision) {
        return List.of(true, false).stream().flatMap(chart -> progress.turn().snapshot()
                .find(Types.SECRETS, progress.namespace(), StoredRelease.secret(progress.application(), chart, revision.revision())).stream())
                .flatMap(secret -> read(secret).stream()).filter(release -> release.digest().equals(revision.envHash())).findFirst();
    }

    private static Optional<StoredRelease> read(Secret secret) {
        try {
            return Optional.of(StoredRelease.of(secret));
        } catch (IOException _) {
            // its digest would be another one
            return Optional.empty();
        }
    }

    /// The spec becomes what the revision says, under a new number, without being rendered again; the wish is taken away in any case.
    private void rollBack(Progress progress, Optional<Asker> asker, long number) {
        Turn turn = progress.turn();
        Optional<StoredRelease> release = progress.revisions().stream().filter(revision -> revision.revision() == number).findFirst()
                .flatMap(revision -> stored(progress, revision));
        if (release.isEmpty()) {
            turn.writes().merge(Types.APPLICATIONS, progress.application(), "", patch -> patch.putObject("spec").putNull("rollbackTo"));
            turn.event(progress.application(), Severity.Warning, "RollbackRevisionNotFound",
                    "There is no revision %d to roll back to, or somebody has changed its Secret".formatted(number));
            return;
        }
        Application.Source source = turn.writes().decoder().read(Document.of(release.get().source().deepCopy()), Application.Source.class);
        Optional<String> refused = begin(progress, asker, release.get(), "rollback", Progress.wanted(source), progress.release().commit());
        turn.find(Types.APPLICATIONS).ifPresent(now -> turn.writes().merge(Types.APPLICATIONS, now, "", patch -> {
            patch.putObject("spec").putNull("rollbackTo");
            if (refused.isEmpty()) {
                patch.withObject("/spec").set("source", replacement(progress, release.get()));
            }
        }));
        turn.event(progress.application(), refused.isEmpty() ? Severity.Normal : Severity.Warning, refused.isEmpty() ? "RolledBack" : "RollbackRefused",
                refused.orElse("Rolled back to revision %d".formatted(number)));
    }

    private static ObjectNode replacement(Progress progress, StoredRelease release) {
        // in a merge patch, what is not to be there any more is null
        return replacing(source(progress), release.source());
    }

    private static ObjectNode replacing(JsonNode now, JsonNode then) {
        ObjectNode patch = Document.mapper().createObjectNode();
        now.fieldNames().forEachRemaining(patch::putNull);
        then.properties().forEach(field -> patch.set(field.getKey(),
                field.getValue().isObject() ? replacing(now.path(field.getKey()), field.getValue()) : field.getValue()));
        return patch;
    }

    private Outcome deploy(Progress progress) {
        Release release = progress.release();
        return switch (release.step()) {
            case Release.RENDERING -> {
                // somebody has wanted something else, and not any more
                ReleaseReport.write(progress, release.at(Release.BEFORE, null));
                yield Outcome.SETTLED;
            }
            case Release.BEFORE -> hooks(progress, "pre-" + release.operation(), Release.APPLYING);
            case Release.APPLYING -> apply(progress);
            case Release.AFTER -> hooks(progress, "post-" + release.operation(), Release.DEPLOYED);
            case Release.DEPLOYED -> progress.heals() ? heal(progress) : as(progress, release);
            default -> as(progress, release);
        };
    }

    /// Says how it is, and nothing else.
    private static Outcome as(Progress progress, Release release) {
        ReleaseReport.write(progress, release);
        return Outcome.SETTLED;
    }

    /// With the rights of whoever asked, as it was applied.
    private static Outcome heal(Progress progress) {
        Release release = progress.release();
        Duration pause = Healing.pause(release.healed(), progress.turn().now());
        if (pause.isPositive()) {
            as(progress, release);
            return Outcome.recheckAfter(pause);
        }
        Optional<StoredRelease> stored = stored(progress);
        if (stored.isEmpty()) {
            return lost(progress);
        }
        Applying applying = new Applying(progress, stored.get().manifests());
        List<Manifest> drifted = applying.drifted();
        if (drifted.isEmpty()) {
            return as(progress, release);
        }
        List<String> taken = applying.taken();
        if (!taken.isEmpty()) {
            return refused(progress, release, taken, AFTER_REFUSAL);
        }
        List<String> refused = applying.apply(drifted);
        if (!refused.isEmpty()) {
            return refused(progress, release, refused, AFTER_REFUSAL);
        }
        Healing.said(applying.changed()).ifPresent(said -> progress.turn().event(progress.application(), Severity.Normal, "Healed", said));
        ReleaseReport.write(progress, release.healed(Healing.again(release.healed(), progress.turn().now())));
        return Outcome.SETTLED;
    }

    private static Outcome lost(Progress progress) {
        String why = "the Secret of revision %d is gone or was changed by somebody; ask for the source again".formatted(progress.revision());
        ReleaseReport.write(progress, progress.release().at(Release.FAILED, why));
        return Outcome.SETTLED;
    }

    private static Outcome hooks(Progress progress, String event, String then) {
        Optional<StoredRelease> stored = stored(progress);
        if (stored.isEmpty()) {
            return lost(progress);
        }
        Release release = progress.release();
        return switch (new Hooks(progress, event).step(stored.get(), release)) {
            case Hooks.Result.Done _ -> {
                ReleaseReport.write(progress, release.at(then, null));
                yield Outcome.SETTLED;
            }
            case Hooks.Result.Failed(String why) -> {
                ReleaseReport.write(progress, release.at(Release.FAILED, why));
                progress.turn().event(progress.application(), Severity.Warning, "HookFailed", why);
                yield Outcome.SETTLED;
            }
            case Hooks.Result.Goes(var runs, Outcome outcome) -> {
                ReleaseReport.write(progress, release.ran(runs));
                yield outcome;
            }
        };
    }

    private static Outcome apply(Progress progress) {
        Optional<StoredRelease> stored = stored(progress);
        if (stored.isEmpty()) {
            return lost(progress);
        }
        Release release = progress.release();
        Applying applying = new Applying(progress, stored.get().manifests());
        List<String> taken = applying.taken();
        if (!taken.isEmpty()) {
            return refused(progress, release, taken, AFTER_REFUSAL);
        }
        List<Applied> inventory = applying.inventory(release.objects());
        if (!inventory.stream().map(Applying::key).toList().equals(release.objects().stream().map(Applying::key).toList())) {
            ReleaseReport.write(progress, release.having(inventory));
            return Outcome.SETTLED;
        }
        List<String> refused = applying.apply();
        if (!refused.isEmpty()) {
            return refused(progress, release, refused, AFTER_REFUSAL);
        }
        if (!applying.unserved().isEmpty()) {
            return refused(progress, release, applying.unserved(), SOON);
        }
        ReleaseReport.write(progress, release.having(applying.pruned(inventory)).at(Release.AFTER, null));
        return Outcome.SETTLED;
    }

    private static Outcome refused(Progress progress, Release release, List<String> why, Duration again) {
        String message = String.join("; ", why);
        String shown = message.length() <= LONGEST ? message : message.substring(0, LONGEST) + "…";
        ReleaseReport.write(progress, release.at(Release.APPLYING, shown));
        if (!shown.equals(release.message())) {
            progress.turn().event(progress.application(), Severity.Warning, "Refused", shown);
        }
        return Outcome.recheckAfter(again);
    }
}
