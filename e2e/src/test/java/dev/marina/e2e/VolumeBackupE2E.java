package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// What is in volumes comes back from a backup: after its claim was deleted, and in another cluster; whatever is killed meanwhile, and to nobody else.
@Order(4)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VolumeBackupE2E {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String WRITERS = """
            ---
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              serviceName: db
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: marina/busybox:1
                    command: [sh, -c, 'test -s /data/file || echo first > /data/file; sync; sleep 100000']
                    readinessProbe: {exec: {command: [test, -s, /data/file]}, periodSeconds: 1}
                    volumeMounts: [{name: data, mountPath: /data}]
              volumeClaimTemplates:
              - metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 512Mi}}}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: disk}
            spec: {accessModes: [ReadWriteOnce], volumeMode: Block, resources: {requests: {storage: 64Mi}}}
            """;
    private static final String RAW = """
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: raw}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: main
                image: marina/busybox:1
                command: [sleep, infinity]
                volumeDevices: [{name: disk, devicePath: /dev/xvda}]
              volumes: [{name: disk, persistentVolumeClaim: {claimName: disk}}]
            """;

    private Marina marina;
    private Tenant owner;
    private Tenant stranger;

    @BeforeAll
    void aTenantWithVolumes(Marina given) {
        marina = given;
        owner = marina.signUp("volumes").awaitReady();
        stranger = marina.signUp("envious").awaitReady();
        owner.kubectlWithInput(WRITERS + RAW, "apply", "-f", "-").succeeded();
        owner.awaitPodReady("raw");
        owner.kubectl("rollout", "status", "statefulset/db", "--timeout=180s").succeeded();
        owner.inPod("db-0", "echo precious > /data/file && dd if=/dev/urandom of=/data/noise bs=1M count=40 && md5sum /data/noise > /data/sum && sync")
                .succeeded();
        owner.inPod("raw", "printf raw-bytes | dd of=/dev/xvda bs=1 seek=1048576 conv=notrunc && sync").succeeded();
        // A raw volume in use is of one moment only where the machine's disk can share blocks.
        owner.kubectl("delete", "pod", "raw", "--wait=true").succeeded();
    }

    private String path(String rest) {
        return owner.clusterPath("default") + rest;
    }

    private String backUp() {
        return marina.post(path("/backups"), owner.token(), "").expect(202).json().path("name").asText();
    }

    private JsonNode checked(String name) {
        String token = owner.token();
        JsonNode ended = Await.until("backup %s has ended".formatted(name), LONG, () -> marina.get(path("/backups/" + name), token).expect(200).json(),
                seen -> List.of("Checked", "Failed").contains(seen.path("phase").asText()));
        assertEquals("Checked", ended.path("phase").asText(), ended.toString());
        return ended;
    }

    private void restored(String backup) {
        String token = owner.token();
        String name = marina.post(path("/restores"), token, "{\"backup\":\"%s\",\"namespaces\":[\"default\"]}".formatted(backup)).expect(202).json()
                .path("name")
                .asText();
        JsonNode ended = Await.until("the restore has ended", LONG, () -> marina.get(path("/restores/" + name), token).expect(200).json(),
                seen -> List.of("Complete", "Failed").contains(seen.path("phase").asText()));
        assertEquals("Complete Restored", ended.path("phase").asText() + " " + ended.path("reason").asText(), ended.toString());
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.walk(marina.home().resolve("volumes"))) {
            return files.map(path -> path.getFileName().toString()).filter(name -> name.contains("_backup-")).toList();
        }
    }

    @Test
    @Order(1)
    void whatWasInADeletedClaimsVolumeComesBack() throws IOException {
        JsonNode backup = checked(backUp());
        assertEquals(2, backup.at("/volumes/count").asInt(), backup.toString());
        assertTrue(backup.path("bytes").asLong() > 40 << 20 && backup.path("bytes").asLong() < 200 << 20, "without holes: " + backup);
        assertEquals(List.of(), left());

        owner.kubectl("delete", "statefulset", "db", "--cascade=foreground").succeeded();
        owner.kubectl("delete", "pvc", "data-db-0", "disk").succeeded();
        restored(backup.path("name").asText());

        owner.kubectl("rollout", "status", "statefulset/db", "--timeout=180s").succeeded();
        assertEquals("precious", owner.inPod("db-0", "cat /data/file").succeeded().output().trim());
        owner.inPod("db-0", "md5sum -c /data/sum").succeeded();
        owner.kubectlWithInput(RAW, "apply", "-f", "-").succeeded();
        owner.awaitPodReady("raw");
        assertEquals("raw-bytes", owner.inPod("raw", "dd if=/dev/xvda bs=1 skip=1048576 count=9 2>/dev/null").succeeded().output().trim());
        owner.kubectl("delete", "pod", "raw", "--wait=true").succeeded();
    }

    @Test
    @Order(2)
    void whateverIsKilledTheBackupComesToItsEndAndNothingIsLeft() throws IOException {
        for (String component : List.of("node-agent", "control-plane")) {
            String name = backUp();
            String token = owner.token();
            Await.until("a volume is being copied", LONG, () -> marina.get(path("/backups/" + name), token).json(),
                    seen -> seen.at("/volumes/bytesDone").asLong() > 0 || seen.path("phase").asText().equals("Checked"));
            Program.run(Marina.CHECKOUT, Map.of(), Duration.ofSeconds(5), List.of("kill", "-9", Long.toString(marina.pid(component)))).succeeded();
            checkedAfterAll(name);
            assertEquals(List.of(), left());
        }
        try (Stream<Path> files = Files.walk(marina.home().resolve("data/control-plane/backups"))) {
            assertEquals(List.of(), files.map(Path::toString).filter(file -> file.endsWith(".part")).toList());
        }
        owner.inPod("db-0", "md5sum -c /data/sum").succeeded();
    }

    private void checkedAfterAll(String name) {
        Await.until("backup %s is checked".formatted(name), LONG, () -> marina.get(path("/backups/" + name), owner.token()).expect(200).json(),
                seen -> seen.path("phase").asText().equals("Checked"));
    }

    @Test
    @Order(3)
    void aNewClustersPodsFindWhatWasInTheirVolumes() throws IOException {
        String backup = checked(backUp()).path("name").asText();
        marina.post(path("/backups/" + backup + "/clusters"), owner.token(), "{\"name\":\"again\",\"nodes\":1}").expect(201);
        Path kubeconfig = marina.home().resolve("e2e-kubeconfig-again");
        Await.until("the new cluster has its kubeconfig", LONG, () -> marina.get(owner.clusterPath("again") + "/kubeconfig", owner.token()),
                answer -> answer.status() == 200);
        Files.writeString(kubeconfig, marina.get(owner.clusterPath("again") + "/kubeconfig", owner.token()).expect(200).body());

        Await.until("the StatefulSet's pod has found it", LONG,
                () -> Program.run(Marina.CHECKOUT, Map.of("KUBECONFIG", kubeconfig.toString()), Duration.ofMinutes(1), "",
                        List.of("kubectl", "exec", "db-0", "--", "sh", "-c", "md5sum -c /data/sum && cat /data/file")).output(),
                output -> output.contains("precious"));
    }

    @Test
    @Order(4)
    void noTenantReachesAnothersBackup() {
        String backup = checked(backUp()).path("name").asText();
        marina.post(stranger.clusterPath("default") + "/restores", stranger.token(), "{\"backup\":\"%s\"}".formatted(backup)).expect(409);
        marina.get(path("/backups/" + backup), stranger.token()).expect(403);
    }
}
