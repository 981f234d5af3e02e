package dev.marina.tenancy.management;

import dev.marina.model.Backup;
import dev.marina.model.BackupSchedule;
import dev.marina.model.Cluster;
import dev.marina.model.Restore;
import dev.marina.model.VolumeWork;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Backups through the Kubernetes API, as the user of `tenancy.kubeconfig`.
public final class KubernetesBackups implements ManagementBackups, AutoCloseable {

    private final ManagementApi api;

    public KubernetesBackups(Path kubeconfig, ControlPlaneCalls calls) {
        this.api = new ManagementApi(kubeconfig, calls);
    }

    @Override
    public List<BackupState> backups(String tenant) {
        return api.ask(client -> client.resources(Backup.class).inNamespace(tenant).list().getItems().stream().map(KubernetesBackups::state).toList());
    }

    @Override
    public Optional<BackupState> backup(String tenant, String name) {
        return api.ask(client -> Optional.ofNullable(client.resources(Backup.class).inNamespace(tenant).withName(name).get()).map(KubernetesBackups::state));
    }

    @Override
    public BackupState backUp(String tenant, String cluster, boolean volumes) {
        return api.ask(client -> {
            Backup backup = new Backup();
            backup.setMetadata(new ObjectMetaBuilder().withNamespace(tenant).withGenerateName(cluster + "-").build());
            backup.setSpec(new Backup.Spec(cluster, null, volumes ? Backup.ALL : Backup.NONE));
            return state(client.resource(backup).create());
        });
    }

    static BackupState state(Backup backup) {
        Backup.Status status = backup.getStatus() == null ? Backup.Status.of(Backup.PENDING, List.of()) : backup.getStatus();
        Condition said = said(status.conditions());
        return new BackupState(backup.getMetadata().getUid(), backup.getMetadata().getName(), backup.getSpec().cluster(),
                backup.isMarkedForDeletion() ? "Deleting" : status.phase(), backup.getSpec().schedule() != null,
                backup.getMetadata().getCreationTimestamp(), status.taken(), status.checked(), status.version(), amount(status.objects()),
                amount(status.bytes()),
                counts(status.counts()), counts(status.leftOut()), status.podCidr(), status.serviceCidr(), said.getReason(), said.getMessage(),
                volumes(status.volumes()));
    }

    private static Volumes volumes(VolumeWork work) {
        return work == null
                ? Volumes.NONE
                : new Volumes(work.count(), work.done(), work.bytes(), work.bytesDone(),
                        all(work.items()).map(each -> new Volume(each.namespace(), each.claim(), each.phase(), each.bytes(), each.bytesDone(), each.message()))
                                .toList(),
                        all(work.leftOut()).map(each -> new LeftOut(each.namespace(), each.claim(), each.reason(), each.message())).toList(),
                        work.leftOutCount());
    }

    private static <T> Stream<T> all(List<T> given) {
        return given == null ? Stream.of() : given.stream();
    }

    private static Map<String, Long> counts(Map<String, Long> given) {
        return given == null ? Map.of() : given;
    }

    private static long amount(Long given) {
        return given == null ? 0 : given;
    }

    /// The one condition that these objects have.
    private static Condition said(List<Condition> conditions) {
        return conditions == null || conditions.isEmpty() ? new Condition() : conditions.getFirst();
    }

    @Override
    public void deleteBackup(String tenant, String name) {
        api.ask(client -> client.resources(Backup.class).inNamespace(tenant).withName(name).delete());
    }

    @Override
    @SuppressWarnings("unchecked")
    public ContentPage content(String tenant, String backup, Map<String, String> query) {
        return api.ask(client -> {
            String asked = query.entrySet().stream().map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                    .collect(Collectors.joining("&"));
            String answer = client.raw(ManagementApi.base(client) + "/apis/marina.dev/v1/namespaces/%s/backups/%s/content?%s".formatted(tenant, backup, asked));
            if (answer == null) {
                throw new ProblemException(new Problem.NotFound("backup " + backup));
            }
            Map<String, Object> list = client.getKubernetesSerialization().unmarshal(answer, Map.class);
            return new ContentPage((List<Map<String, Object>>) list.get("items"), (String) ((Map<String, Object>) list.get("metadata")).get("continue"));
        });
    }

    @Override
    public Optional<ScheduleState> schedule(String tenant, String cluster) {
        return api.ask(client -> present(client, tenant, cluster).map(KubernetesBackups::state));
    }

    private static Optional<BackupSchedule> present(KubernetesClient client, String tenant, String cluster) {
        return Optional.ofNullable(client.resources(BackupSchedule.class).inNamespace(tenant).withName(cluster).get());
    }

    @Override
    public ScheduleState schedule(String tenant, String cluster, Schedule wanted, Consumer<Optional<ScheduleState>> still) {
        return api.ask(client -> ManagementApi.unlessChanged(() -> {
            Optional<BackupSchedule> present = present(client, tenant, cluster);
            still.accept(present.map(KubernetesBackups::state));
            BackupSchedule schedule = new BackupSchedule();
            schedule.setSpec(new BackupSchedule.Spec(wanted.schedule(), wanted.timeZone(), wanted.keep(), wanted.keepDays(), wanted.suspended(),
                    wanted.volumes() ? Backup.ALL : Backup.NONE));
            if (present.isEmpty()) {
                schedule.setMetadata(owned(client, tenant, cluster).withName(cluster).build());
                return state(client.resource(schedule).create());
            }
            // With its resourceVersion: refused where somebody wrote in between.
            schedule.setMetadata(present.get().getMetadata());
            return state(client.resource(schedule).update());
        }));
    }

    /// It goes with its cluster.
    private static ObjectMetaBuilder owned(KubernetesClient client, String tenant, String cluster) {
        Cluster owner = client.resources(Cluster.class).inNamespace(tenant).withName(cluster).get();
        if (owner == null) {
            throw new ProblemException(new Problem.NotFound("cluster " + cluster));
        }
        ObjectMeta metadata = owner.getMetadata();
        return new ObjectMetaBuilder().withNamespace(tenant).withOwnerReferences(new OwnerReferenceBuilder().withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind()).withName(cluster).withUid(metadata.getUid()).build());
    }

    static ScheduleState state(BackupSchedule schedule) {
        BackupSchedule.Spec spec = schedule.getSpec();
        BackupSchedule.Status status = schedule.getStatus() == null ? new BackupSchedule.Status(null, null, null) : schedule.getStatus();
        Condition said = said(status.conditions());
        return new ScheduleState(schedule.getMetadata().getUid(),
                new Schedule(spec.schedule(), spec.timeZone(), spec.keep(), spec.keepDays(), Boolean.TRUE.equals(spec.suspended()),
                        !Backup.NONE.equals(spec.volumes())),
                status.last(),
                status.next(), said.getReason(), said.getMessage());
    }

    @Override
    public void deleteSchedule(String tenant, String cluster) {
        api.ask(client -> client.resources(BackupSchedule.class).inNamespace(tenant).withName(cluster).delete());
    }

    @Override
    public List<RestoreState> restores(String tenant, String cluster) {
        return api.ask(client -> client.resources(Restore.class).inNamespace(tenant).list().getItems().stream()
                .filter(restore -> cluster.equals(restore.getSpec().cluster())).map(KubernetesBackups::state).toList());
    }

    @Override
    public RestoreState restore(String tenant, String cluster, Restoring wanted) {
        return api.ask(client -> {
            Restore restore = new Restore();
            restore.setMetadata(owned(client, tenant, cluster).withGenerateName(cluster + "-").build());
            restore.setSpec(new Restore.Spec(cluster, wanted.backup(), wanted.namespaces().isEmpty() ? null : wanted.namespaces(),
                    wanted.replace() ? Restore.REPLACE : Restore.SKIP));
            return state(client.resource(restore).create());
        });
    }

    static RestoreState state(Restore restore) {
        Restore.Spec spec = restore.getSpec();
        Restore.Status status = restore.getStatus() == null
                ? new Restore.Status(Restore.PENDING, null, null, null, null, null, null, null, null, null)
                : restore.getStatus();
        Condition said = said(status.conditions());
        return new RestoreState(restore.getMetadata().getName(),
                new Restoring(spec.backup(), spec.namespaces() == null ? List.of() : spec.namespaces(), Restore.REPLACE.equals(spec.existing())),
                status.phase(),
                restore.getMetadata().getCreationTimestamp(), status.started(), status.ended(), amount(status.created()), amount(status.replaced()),
                amount(status.kept()), amount(status.left()), amount(status.failed()), status.problems() == null ? List.of() : status.problems(),
                said.getReason(), said.getMessage(), volumes(status.volumes()));
    }

    @Override
    public void close() {
        api.close();
    }
}
