package dev.marina.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// One tenant attacks the machine with all that a pod may do; after each attack another tenant, the witness, still writes, resolves
/// names, and reaches its own cluster. The attacker's pods say that they are critical, so that their node does not simply put them out.
@Order(4)
@ExtendWith(MarinaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainmentE2E {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration REMOVAL = Duration.ofMinutes(2);

    private Marina marina;
    private Tenant mallory;
    private Tenant witness;

    @BeforeAll
    void twoTenants(Marina given) {
        marina = given;
        mallory = marina.signUp("mallory");
        witness = marina.signUp("witness");
        mallory.awaitNodes(2);
        witness.awaitNodes(2).startBusybox("web", "").awaitPodReady("web");
        mallory.kubectl("create", "configmap", "map", "--from-literal=key=value").succeeded();
        mallory.kubectl("create", "secret", "generic", "secret", "--from-literal=key=value").succeeded();
        mallory.kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: attack}
                spec:
                  terminationGracePeriodSeconds: 1
                  priorityClassName: system-node-critical
                  tolerations: [{operator: Exists}]
                  containers:
                  - name: main
                    image: marina/busybox:1
                    command: [sleep, '36000']
                    securityContext: {capabilities: {add: [NET_ADMIN, SYS_PTRACE]}}
                    volumeMounts:
                    - {name: scratch, mountPath: /scratch}
                    - {name: small, mountPath: /small}
                    - {name: host, mountPath: /host}
                    - {name: map, mountPath: /map}
                    - {name: secret, mountPath: /secret}
                  volumes:
                  - {name: scratch, emptyDir: {}}
                  - {name: small, emptyDir: {sizeLimit: 8Mi}}
                  - {name: host, hostPath: {path: /data}}
                  - {name: map, configMap: {name: map}}
                  - {name: secret, secret: {secretName: secret}}
                """, "apply", "-f", "-").succeeded();
        mallory.awaitPodReady("attack");
    }

    @AfterEach
    void theWitnessIsWell() {
        Await.until("the witness writes", SOON, () -> witness.inPod("web", "dd if=/dev/zero of=/tmp/mine bs=1M count=16 2>&1 && rm /tmp/mine && echo written"),
                said -> said.output().contains("written"));
        Await.until("the witness resolves names", SOON, () -> witness.inPod("web", "nslookup kubernetes.default.svc.cluster.local"),
                said -> said.exitCode() == 0);
        Await.until("the witness reaches its API server", SOON, () -> witness.inPod("web", "nc -w 5 kubernetes.default.svc 443 </dev/null && echo open"),
                said -> said.output().contains("open"));
        assertEquals("Running", witness.kubectl("get", "pod", "web", "-o", "jsonpath={.status.phase}").succeeded().output());
    }

    private Program attack(String script) {
        return mallory.inPod("attack", script);
    }

    private void pod(String name, String spec) {
        mallory.kubectlWithInput("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  priorityClassName: system-node-critical
                  tolerations: [{operator: Exists}]
                %s
                """.formatted(name, spec.indent(2)), "apply", "-f", "-").succeeded();
    }

    private void remove(String pod) {
        mallory.kubectl("delete", "pod", pod, "--grace-period=1", "--timeout=" + REMOVAL.toSeconds() + "s").succeeded();
    }

    /// Who goes says no farewell, and their shells would hold the node's places for sessions for ever.
    @Test
    void aShellWhosePersonIsGoneEnds() {
        Program gone = Program.run(Marina.CHECKOUT, Map.of("KUBECONFIG", mallory.kubeconfig().toString()), Duration.ofMinutes(1),
                List.of("timeout", "-s", "KILL", "15", "script", "-qec", "kubectl exec -it attack -- sh -c 'echo ready; read -r x; : 4714'", "/dev/null"));

        assertTrue(gone.output().contains("ready"), gone.output());
        Await.until("the shell is gone", SOON, () -> mallory.inPod("attack", "ps | grep '[4]714' | wc -l").output().strip(), "0"::equals);
    }

    @Test
    void rootOfAContainerIsNeverTheMachines() {
        pod("host-network", """
                hostNetwork: true
                terminationGracePeriodSeconds: 1
                containers: [{name: main, image: 'marina/busybox:1', command: [sleep, '36000']}]
                """);
        mallory.awaitPodReady("host-network");
        for (String pod : List.of("attack", "host-network")) {
            String map = mallory.inPod(pod, "cat /proc/self/uid_map").succeeded().output().trim();
            assertTrue(map.matches("0\\s+[1-9]\\d{5,}\\s+\\d+"), pod + " has the ids " + map);
        }
        attack("mount -t tmpfs none /mnt").failed();
        attack("echo 1 > /proc/sys/kernel/panic").failed();
        attack("mknod /tmp/disk b 254 0").failed();
        remove("host-network");
    }

    /// Of the faults of io_uring in the kernel many were ways out of a container. The program ends with the number of the error: 1 when the call
    /// is not allowed, 14 when the kernel has looked at what it was given.
    @Test
    void ioUringIsNotForContainers() {
        String call = Base64.getEncoder().encodeToString(Syscall.of(425));

        Program made = attack("echo %s | base64 -d > /scratch/call && chmod 755 /scratch/call && /scratch/call; echo error $?".formatted(call)).succeeded();

        assertEquals("error 1", made.output().strip());
        assertEquals("error 0", attack("echo %s | base64 -d > /scratch/other && chmod 755 /scratch/other && /scratch/other; echo error $?".formatted(
                Base64.getEncoder().encodeToString(Syscall.of(Syscall.SCHED_YIELD)))).succeeded().output().strip());
    }

    @Test
    void theNodeSaysThatContainersHaveUserNamespaces() {
        String features = mallory.kubectl("get", "nodes", "-o", "jsonpath={.items[0].status.runtimeHandlers[0].features.userNamespaces}").succeeded().output();

        assertEquals("true", features);
    }

    @Test
    void filesOfContainersAreNobodysOutside() throws IOException {
        attack("touch /scratch/mark-of-root /host/mark-of-root && chmod 4755 /scratch/mark-of-root").succeeded();
        Path nodes = marina.home().resolve("nodes");
        try (var all = Files.find(nodes, 12, (path, _) -> path.getFileName().toString().equals("mark-of-root"))) {
            List<Path> found = all.toList();
            assertTrue(found.size() >= 2, "not found below " + nodes + ": " + found);
            for (Path file : found) {
                assertTrue((Integer) Files.getAttribute(file, "unix:uid") >= 0x70000000, file + " belongs to " + Files.getAttribute(file, "unix:uid"));
            }
        }
    }

    @Test
    void volumesMadeFromTheApiCannotBeTurnedAgainstTheMachine() {
        for (String script : List.of("touch /map/new", "rm /map/..data", "ln -sfn / /map/..data", "echo x > /map/key", "touch /secret/new",
                "mount -o remount,rw /map")) {
            attack(script).failed();
        }
    }

    @Test
    void everythingThatAPodCanWriteEndsWithItsNode() {
        long before = kibibytesOfHome();
        Program layer = attack("dd if=/dev/zero of=/layer bs=1M 2>&1");
        assertTrue(layer.output().contains("No space left"), layer.output());
        for (String place : List.of("/scratch/file", "/host/file", "/etc/hostname", "/etc/hosts", "/dev/termination-log", "/small/file")) {
            Program full = attack("dd if=/dev/zero of=%s bs=1M 2>&1".formatted(place));
            assertTrue(full.output().contains("No space left"), place + ": " + full.output());
        }
        attack("dd if=/dev/zero bs=1M count=64 > /proc/1/fd/1 2>/dev/null");
        theWitnessIsWell();
        long taken = kibibytesOfHome() - before;
        assertTrue(taken < 256 << 10, "the machine's disk has become fuller by %d KiB".formatted(taken));
        attack("rm -f /layer /scratch/file /host/file /small/file").succeeded();
        attack("dd if=/dev/zero of=/layer bs=1M count=16 && rm /layer").succeeded();
    }

    /// On the machine's own disk, without what is mounted there.
    private long kibibytesOfHome() {
        String said = Program.run(Path.of("/"), Map.of(), SOON, List.of("du", "-skx", marina.home().toString())).output();
        return Long.parseLong(said.lines().reduce((_, last) -> last).orElseThrow().split("\\s+")[0]);
    }

    @Test
    void anEmptyDirsOwnLimitHolds() {
        attack("dd if=/dev/zero of=/small/fits bs=1M count=7").succeeded();
        attack("dd if=/dev/zero of=/small/more bs=1M count=8").failed();
        attack("rm /small/*").succeeded();
    }

    @Test
    void theNodeSaysHowMuchItHolds() {
        String bytes = mallory.kubectl("get", "nodes", "-o", "jsonpath={.items[0].status.capacity.ephemeral-storage}").succeeded().output();
        String shown = attack("df -k /scratch | tail -1 | awk '{print $3 + $4}'").succeeded().output().trim();

        assertEquals(Long.parseLong(shown) >> 10, Long.parseLong(bytes) >> 20, 8.0);
    }

    @Test
    void aTreeDeeperThanAnyPathIsTakenDownWithItsPod() {
        pod("deep", """
                terminationGracePeriodSeconds: 1
                containers:
                - name: main
                  image: marina/busybox:1
                  command: [sleep, '36000']
                  volumeMounts: [{name: scratch, mountPath: /scratch}]
                volumes: [{name: scratch, emptyDir: {}}]
                """);
        mallory.awaitPodReady("deep");
        mallory.inPod("deep", """
                cd /scratch; long=d; i=0; while [ $i -lt 10 ]; do long=$long/$long; [ ${#long} -gt 2000 ] && break; i=$((i+1)); done
                mkdir -p tree; n=0
                while [ $n -lt 5 ]; do mkdir -p next/$long && mv tree next/$long/ && mv next tree; n=$((n+1)); done
                i=0; while [ $i -lt 20000 ]; do : > file-$i; i=$((i+1)); done; echo made""").succeeded();

        remove("deep");
    }

    @Test
    void aForkBombEndsAtTheLimitOfProcesses() {
        pod("bomb", """
                terminationGracePeriodSeconds: 1
                restartPolicy: Never
                containers: [{name: main, image: 'marina/busybox:1', command: [sleep, '36000']}]
                """);
        mallory.awaitPodReady("bomb");
        Program bomb = mallory.inPod("bomb", "i=0; while [ $i -lt 6000 ]; do sleep 300 & i=$((i+1)); done 2>&1; echo over");

        assertTrue(bomb.output().contains("fork"), bomb.output().substring(0, Math.min(500, bomb.output().length())));
        theWitnessIsWell();
        remove("bomb");
    }

    @Test
    void memoryBeyondTheNodesEndsThePodThatTookIt() {
        pod("hog", """
                restartPolicy: Never
                terminationGracePeriodSeconds: 1
                containers: [{name: main, image: 'marina/busybox:1', command: [sh, -c, 'tail /dev/zero']}]
                """);

        Await.until("the hog is stopped", Duration.ofMinutes(2),
                () -> mallory.kubectl("get", "pod", "hog", "-o", "jsonpath={.status.containerStatuses[0].state.terminated.exitCode}").output(),
                code -> code.equals("137") || code.equals("1"));
        assertEquals("True", mallory.kubectl("get", "nodes", "-o", "jsonpath={.items[0].status.conditions[?(@.type==\"Ready\")].status}").succeeded().output());
        remove("hog");
    }

    @Test
    void aLinkInAClaimGivesNoFileOfTheMachineToAGroup() throws IOException {
        Path secret = Files.writeString(marina.home().resolve("e2e-secret"), "of the machine");
        mallory.kubectlWithInput("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: claim}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 64Mi}}}
                """, "apply", "-f", "-").succeeded();
        String user = """
                terminationGracePeriodSeconds: 1
                %s
                containers:
                - name: main
                  image: marina/busybox:1
                  command: [sleep, '36000']
                  volumeMounts: [{name: data, mountPath: /data}]
                volumes: [{name: data, persistentVolumeClaim: {claimName: claim}}]
                """;
        pod("claimant", user.formatted(""));
        mallory.awaitPodReady("claimant");
        assertEquals("0 0", mallory.inPod("claimant", "touch /data/mine && ln -s %s /data/link && stat -c '%%u %%g' /data/mine".formatted(secret)).succeeded()
                .output().trim());
        remove("claimant");

        pod("claimant", user.formatted("securityContext: {fsGroup: 4711}"));
        mallory.awaitPodReady("claimant");

        assertEquals("0 4711", mallory.inPod("claimant", "stat -c '%u %g' /data/mine").succeeded().output().trim());
        assertEquals(0, Files.getAttribute(secret, "unix:gid"));
        remove("claimant");
        mallory.kubectl("delete", "pvc", "claim", "--wait=false").succeeded();
    }

    /// The handle is no secret: everybody can work out what another's would be.
    @Test
    void aSnapshotHasWhatThereWasThenAndNobodyElseHasItByItsHandle() {
        String examples = Marina.CHECKOUT.resolve("examples/volume-snapshots").toString();
        for (Tenant tenant : List.of(witness, mallory)) {
            tenant.kubectl("apply", "-f", examples + "/definitions.yaml").succeeded();
            tenant.kubectl("wait", "--for=create", "volumesnapshotclass/marina-snapshots", "--timeout=60s").succeeded();
        }
        witness.kubectl("apply", "-f", examples + "/data.yaml").succeeded();
        witness.awaitPodReady("writer").kubectl("apply", "-f", examples + "/snapshot.yaml").succeeded();
        witness.kubectl("wait", "--for=jsonpath={.status.readyToUse}=true", "vs/monday", "--timeout=60s").succeeded();
        witness.inPod("writer", "echo now > /data/file && sync").succeeded();
        witness.awaitPodReady("reader");
        assertEquals("then", witness.inPod("reader", "cat /restored/file").succeeded().output().trim());
        assertTrue(witness.kubectl("get", "vs", "monday").succeeded().output().contains("64Mi"), "columns");
        String handle = witness.kubectl("get", "vsc", "-o", "jsonpath={.items[0].status.snapshotHandle}").succeeded().output().trim();

        mallory.kubectlWithInput("""
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotContent
                metadata: {name: stolen}
                spec: {deletionPolicy: Delete, driver: csi.marina.dev, source: {snapshotHandle: %s}, volumeSnapshotRef: {name: stolen, namespace: default}}
                ---
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: stolen}
                spec: {source: {volumeSnapshotContentName: stolen}}
                """.formatted(handle), "apply", "-f", "-").succeeded();
        Await.until("it is told", SOON, () -> mallory.kubectl("get", "vs", "stolen", "-o", "jsonpath={.status.error.message}").succeeded().output(),
                said -> said.contains("is not one of this cluster"));
        mallory.kubectl("delete", "vs", "stolen", "--timeout=60s").succeeded();
        assertEquals("", mallory.kubectl("get", "vsc", "-o", "name").succeeded().output().trim());

        witness.kubectl("delete", "pod", "reader", "writer", "--timeout=60s").succeeded();
        witness.kubectl("delete", "pvc", "data", "restored", "clone", "--timeout=60s").succeeded();
        witness.kubectl("delete", "vs", "monday", "--timeout=60s").succeeded();
        assertEquals("", witness.kubectl("get", "vsc", "-o", "name").succeeded().output().trim());
    }

    @Test
    void floodsOfConnectionsAndQuestionsDrownNobodyElse() {
        attack("""
                i=0; while [ $i -lt 1500 ]; do (sleep 15 | nc kubernetes.default.svc 443 >/dev/null 2>&1) & i=$((i+1)); done
                i=0; while [ $i -lt 800 ]; do nslookup x$i.example.test >/dev/null 2>&1 & i=$((i+1)); done; echo flooding""");

        theWitnessIsWell();
        attack("killall sleep nc nslookup 2>/dev/null; true");
    }

    private String pullError(String pod, String image, String more) {
        pod(pod, "restartPolicy: Never\n%s\ncontainers: [{name: main, image: '%s', imagePullPolicy: IfNotPresent, command: [sleep, '36000']}]".formatted(more,
                image));
        String message = Await.until("the pull of " + image + " is refused", SOON,
                () -> mallory.kubectl("get", "pod", pod, "-o",
                        "jsonpath={.status.containerStatuses[0].state.waiting.reason} {.status.containerStatuses[0].state.waiting.message}").output(),
                seen -> seen.startsWith("ErrImagePull") || seen.startsWith("ImagePullBackOff"));
        remove(pod);
        return message.replaceAll("^\\S+ (Back-off pulling image \"[^\"]*\": ErrImagePull: )?", "");
    }

    @Test
    void anImagesNameTellsNothingAboutTheMachinesPorts() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        try (ServerSocket listening = new ServerSocket(0)) {
            int open = listening.getLocalPort();
            for (String host : List.of("127.0.0.1", "localhost", PrivateRegistry.address())) {
                String ofOpen = pullError("pull", "%s:%d/x:1".formatted(host, open), "");
                String ofClosed = pullError("pull", "%s:%d/x:1".formatted(host, closed), "");
                assertEquals(withoutPorts(ofClosed), withoutPorts(ofOpen), host);
            }
            listening.setSoTimeout(1);
            org.junit.jupiter.api.Assertions.assertThrows(java.net.SocketTimeoutException.class, listening::accept, "somebody connected");
        }
    }

    /// Ports of both ends: that of the asking one differs each time.
    private static String withoutPorts(String message) {
        return message.replaceAll("\\d{4,5}", "PORT").replaceAll("[0-9a-f]{8,}", "ID");
    }

    @Test
    void aPrivateImageIsNotRunWithoutTheRight() {
        String address = marina.registry().orElseThrow(() -> new AssertionError("set MARINA_REGISTRIES for the instance"));
        try (PrivateRegistry _ = PrivateRegistry.start(marina, address)) {
            String image = address + "/private:1";
            String auth = Base64.getEncoder().encodeToString((PrivateRegistry.USER + ":" + PrivateRegistry.PASSWORD).getBytes());
            witness.kubectlWithInput("""
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: pull}
                    type: kubernetes.io/dockerconfigjson
                    stringData: {.dockerconfigjson: '{"auths":{"%s":{"auth":"%s"}}}'}
                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: private}
                    spec:
                      terminationGracePeriodSeconds: 1
                      imagePullSecrets: [{name: pull}]
                      containers: [{name: main, image: '%s', command: [sleep, '36000']}]
                    """.formatted(address, auth, image), "apply", "-f", "-").succeeded();
            witness.awaitPodReady("private");

            String refused = pullError("private", image, "");

            assertFalse(refused.isBlank());
            witness.kubectl("delete", "pod", "private", "--grace-period=1").succeeded();
        }
    }
}
