package dev.marina.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.model.Backup;
import dev.marina.model.Cluster;
import dev.marina.model.Tenant;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The control plane, a process over a real etcd, is killed while a backup is taken, checked and restored, and started again: each comes to its end, and
/// nothing stays behind that is no backup.
class BackupKilledIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int BACKUPS = 4;
    private static final Random RANDOM = new Random(11);

    @TempDir
    private Path home;

    private static void eventually(String what, BooleanSupplier holds) {
        Await.within(SOON, what, holds);
    }

    private static Optional<String> phase(KubernetesClient client, String cluster) {
        return Optional.ofNullable(client.resources(Cluster.class).inNamespace("acme").withName(cluster).get()).map(Cluster::getStatus)
                .map(Cluster.Status::phase);
    }

    private static void cluster(KubernetesClient client, String name, String backup) {
        Cluster cluster = new Cluster();
        cluster.setMetadata(new ObjectMetaBuilder().withNamespace("acme").withName(name).build());
        cluster.setSpec(new Cluster.Spec(null, null, null, null, backup));
        client.resource(cluster).create();
    }

    private static void killWithin(ControlPlaneProcess plane, int millis) {
        LockSupport.parkNanos(Duration.ofMillis(RANDOM.nextInt(millis)).toNanos());
        plane.kill();
        plane.start();
    }

    @Test
    void whatIsUnderWayComesToItsEnd() throws IOException {
        try (ControlPlaneProcess plane = new ControlPlaneProcess(home); KubernetesClient client = plane.client()) {
            Tenant tenant = new Tenant();
            tenant.setMetadata(new ObjectMetaBuilder().withName("acme").build());
            tenant.setSpec(new Tenant.Spec("id-of-acme", List.of(), "default", null, null, null));
            client.resource(tenant).create();
            eventually("the tenant takes clusters", () -> client.namespaces().withName("acme").get() != null
                    && Optional.ofNullable(client.resources(Tenant.class).withName("acme").get().getStatus()).filter(s -> "Ready".equals(s.phase()))
                            .isPresent());
            cluster(client, "default", null);
            eventually("the cluster is ready", () -> phase(client, "default").filter("Ready"::equals).isPresent());

            for (int i = 0; i < BACKUPS; i++) {
                String name = "b" + i;
                Backup backup = new Backup();
                backup.setMetadata(new ObjectMetaBuilder().withNamespace("acme").withName(name).build());
                backup.setSpec(new Backup.Spec("default", null));
                client.resource(backup).create();
                killWithin(plane, 60);
                eventually("backup %s is checked".formatted(name), () -> Optional.ofNullable(client.resources(Backup.class).inNamespace("acme").withName(name)
                        .get().getStatus()).filter(status -> status.phase().equals(Backup.CHECKED)).isPresent());
            }
            try (Stream<Path> files = Files.list(home.resolve("data/control-plane/backups/acme"))) {
                assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".part")).toList());
            }

            cluster(client, "again", client.resources(Backup.class).inNamespace("acme").withName("b0").get().getMetadata().getUid());
            killWithin(plane, 60);
            eventually("the new cluster is ready", () -> phase(client, "again").filter("Ready"::equals).isPresent());

            client.resources(Backup.class).inNamespace("acme").delete();
            killWithin(plane, 30);
            eventually("no backup is left", () -> client.resources(Backup.class).inNamespace("acme").list().getItems().isEmpty());
            try (Stream<Path> files = Files.list(home.resolve("data/control-plane/backups/acme"))) {
                assertEquals(0, files.count());
            }
        }
    }
}
