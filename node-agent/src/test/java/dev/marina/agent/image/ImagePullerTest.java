package dev.marina.agent.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.marina.agent.Await;
import dev.marina.agent.runtime.ContainerImages;
import dev.marina.agent.runtime.RuntimeFailure;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePullerTest {

    private static final ImagePuller.Listener SILENT = new ImagePuller.Listener() {
        @Override
        public void pulling() {
            // not of interest
        }

        @Override
        public void pulled(Duration took) {
            // not of interest
        }

        @Override
        public void changed() {
            // not of interest
        }
    };

    private static final PlatformRegistry PLATFORM = PlatformRegistry.of("localhost:8080", "127.0.0.1:8080");
    private static final RegistryCache CACHE = RegistryCache.of("cache.test", "127.0.0.1:5001", List.of("cached.test", "up.test:5000"));
    private static final ContainerImages.Login ACCOUNT = new ContainerImages.Login("acme/default", "a service account's token", "");

    private final Map<String, ContainerImages.Image> present = new HashMap<>();
    private final AtomicInteger pulls = new AtomicInteger();
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final List<PullSecret> secrets = new ArrayList<>();
    private final Map<String, Optional<ContainerImages.Login>> registry = new HashMap<>();

    @TempDir
    private Path directory;

    private ImagePuller puller;
    /// What a slow registry lets through.
    private final Semaphore answered = new Semaphore(0);

    @BeforeEach
    void open() {
        puller = new ImagePuller(engine, new PullRecords(directory), Optional.of(PLATFORM), Optional.of(CACHE), clock);
    }

    /// An engine whose registry asks for the login that it has for the image, if any.
    private final ContainerImages engine = new ContainerImages() {
        @Override
        public OptionalLong bytes(String id) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public Layers layers(String id) {
            throw new IllegalStateException("not asked for");
        }

        @Override
        public Optional<Image> find(String reference) {
            return Optional.ofNullable(present.get(reference));
        }

        @Override
        public Image pull(String reference, Optional<Login> login) {
            pulls.incrementAndGet();
            if (reference.contains("slow")) {
                answered.acquireUninterruptibly();
            }
            if (!registry.containsKey(reference)) {
                throw new RuntimeFailure("no registry");
            }
            if (!registry.get(reference).equals(login)) {
                throw new RuntimeFailure("pull access denied");
            }
            return present.computeIfAbsent(reference, name -> new Image("sha256:" + name.hashCode(), Optional.of(name + "@sha256:1"), false, "", List.of()));
        }

        @Override
        public void load(InputStream archive) {
            throw new IllegalStateException("not asked for");
        }
    };

    private static ContainerImages.Image image(boolean built) {
        return new ContainerImages.Image("sha256:1", Optional.empty(), built, "", List.of());
    }

    private ImageState ensure(String reference, String policy) {
        return ensure("cluster-a", reference, policy);
    }

    private ImageState ensure(String cluster, String reference, String policy) {
        return puller.ensure(new PullRequest(cluster, "uid-" + cluster, "main", reference, policy, () -> secrets, () -> ACCOUNT), SILENT);
    }

    private ImageState settled(String reference, String policy) {
        return settled("cluster-a", reference, policy);
    }

    private ImageState settled(String cluster, String reference, String policy) {
        return Await.until("the pull to end", Duration.ofSeconds(10), () -> ensure(cluster, reference, policy),
                state -> !(state instanceof ImageState.Pulling));
    }

    @Test
    void presentImageIsNotPulledUnlessAlways() {
        present.put("docker.io/library/app:1", image(false));

        assertInstanceOf(ImageState.Present.class, ensure("app:1", "IfNotPresent"));
        assertInstanceOf(ImageState.Present.class, ensure("app:1", "Never"));
        assertInstanceOf(ImageState.Missing.class, settled("app:1", "Always"));
        assertEquals(1, pulls.get());
    }

    private void begin(String cluster, int pod) {
        assertInstanceOf(ImageState.Pulling.class, puller.ensure(
                new PullRequest(cluster, "uid-" + pod, "main", "slow-%s-%d:1".formatted(cluster, pod), "IfNotPresent", () -> secrets, () -> ACCOUNT), SILENT));
    }

    private void awaitPulls(int count) {
        Await.until("so many pulls", Duration.ofSeconds(10), pulls::get, begun -> begun == count);
    }

    /// A tenant's own registry may be as slow as it likes; each pull from it holds threads of the agent and the engine.
    @Test
    void oneClustersPullsTakeTurnsAndHoldUpNobodyElses() {
        int last = 3 * ImagePuller.PULLS;
        for (int pod = 0; pod <= last; pod++) {
            begin("a", pod);
            awaitPulls(Math.min(pod + 1, ImagePuller.PULLS));
        }

        begin("b", 100);
        awaitPulls(ImagePuller.PULLS + 1);

        // Of those that wait, all but one go away.
        for (int pod = ImagePuller.PULLS; pod < last; pod++) {
            puller.forget("uid-" + pod);
        }
        answered.release(2 * last);
        awaitPulls(ImagePuller.PULLS + 2);
        Await.until("the last pod's image", Duration.ofSeconds(10), () -> puller.ensure(
                new PullRequest("a", "uid-" + last, "main", "slow-a-%d:1".formatted(last), "IfNotPresent", () -> secrets, () -> ACCOUNT), SILENT),
                state -> state instanceof ImageState.Missing);
        assertEquals(ImagePuller.PULLS + 2, pulls.get());
    }

    @Test
    void thePlatformsRegistryNeedsNoSecret() {
        registry.put("localhost:8080/acme/app:1", Optional.of(ACCOUNT));

        assertInstanceOf(ImageState.Present.class, settled("localhost:8080/acme/app:1", "IfNotPresent"));
        assertInstanceOf(ImageState.Present.class, ensure("localhost:8080/acme/app:1", "IfNotPresent"));
        assertEquals(1, pulls.get());
    }

    /// That another tenant's image is on the machine gives nobody the right to run it: the registry decides, which knows whose the service account is.
    @Test
    void whatOneClusterPulledFromThePlatformsRegistryAnotherHasToPullToo() {
        registry.put("localhost:8080/acme/app:1", Optional.of(ACCOUNT));
        settled("cluster-a", "localhost:8080/acme/app:1", "IfNotPresent");
        registry.put("localhost:8080/acme/app:1", Optional.empty());

        assertEquals("ErrImagePull", ((ImageState.Missing) settled("cluster-b", "localhost:8080/acme/app:1", "IfNotPresent")).reason());
        assertEquals("ErrImageNeverPull", ((ImageState.Missing) settled("cluster-c", "localhost:8080/acme/app:1", "Never")).reason());
    }

    /// Whoever has the same image of the platform's, or of its own, does not learn that another tenant has it too.
    @Test
    void theSameImageUnderAnothersNameHasToBePulledUnderThatName() {
        ContainerImages.Image same = new ContainerImages.Image("sha256:same", Optional.of("x@sha256:1"), false, "", List.of());
        present.put("localhost:8080/marina/busybox:1", same);
        registry.put("localhost:8080/marina/busybox:1", Optional.of(ACCOUNT));
        settled("cluster-b", "localhost:8080/marina/busybox:1", "IfNotPresent");
        present.put("localhost:8080/acme/app:1", same);
        registry.put("localhost:8080/acme/app:1", Optional.empty());

        assertInstanceOf(ImageState.Present.class, ensure("cluster-b", "localhost:8080/marina/busybox:1", "Never"));
        assertEquals("ErrImageNeverPull", ((ImageState.Missing) settled("cluster-b", "localhost:8080/acme/app:1", "Never")).reason());
        assertEquals("ErrImagePull", ((ImageState.Missing) settled("cluster-b", "localhost:8080/acme/app:1", "IfNotPresent")).reason());
    }

    @Test
    void theServiceAccountIsShownToNoOtherRegistry() {
        registry.put("registry.test/acme/app:1", Optional.of(ACCOUNT));
        registry.put("localhost:8081/acme/app:1", Optional.of(ACCOUNT));

        assertInstanceOf(ImageState.Missing.class, settled("registry.test/acme/app:1", "IfNotPresent"));
        assertInstanceOf(ImageState.Missing.class, settled("localhost:8081/acme/app:1", "IfNotPresent"));
    }

    @Test
    void imageThatThePlatformBuiltSatisfiesAlways() {
        present.put("docker.io/marina/app:1", image(true));

        assertInstanceOf(ImageState.Present.class, ensure("marina/app:1", "Always"));
        assertEquals(0, pulls.get());
    }

    @Test
    void absentImageWithPolicyNeverIsAnError() {
        assertEquals(new ImageState.Missing("ErrImageNeverPull", "Container image \"app:1\" is not present with pull policy of Never", now.plusSeconds(30)),
                ensure("app:1", "Never"));
    }

    @Test
    void failedPullIsToldThenBacksOffThenIsTriedAgain() {
        assertEquals("ErrImagePull", ((ImageState.Missing) settled("app:1", "IfNotPresent")).reason());
        assertEquals(new ImageState.Missing("ImagePullBackOff", "Back-off pulling image \"app:1\": ErrImagePull: no registry", now.plusSeconds(10)),
                ensure("app:1", "IfNotPresent"));

        now = now.plusSeconds(11);

        settled("app:1", "IfNotPresent");
        assertEquals(2, pulls.get());
        assertEquals(now.plusSeconds(20), ((ImageState.Missing) ensure("app:1", "IfNotPresent")).retryAt());
    }

    @Test
    void imageThatArrivesMeanwhileEndsTheBackOff() {
        settled("app:1", "IfNotPresent");
        present.put("docker.io/library/app:1", image(false));

        assertInstanceOf(ImageState.Present.class, ensure("app:1", "IfNotPresent"));
    }

    @Test
    void namesThatAreNoneAreRefused() {
        assertEquals("InvalidImageName", ((ImageState.Missing) ensure("Not An Image", "IfNotPresent")).reason());
    }

    private static PullSecret secret(String name, String user, String password) {
        return new PullSecret("default", name, "uid-" + name, Map.of("registry.test", new ContainerImages.Login(user, password, "")));
    }

    @Test
    void whatOneClusterPulledWithItsSecretAnotherDoesNotRunWithoutTheRight() {
        registry.put("registry.test/app:1", Optional.of(new ContainerImages.Login("ann", "s3cret", "")));
        secrets.add(secret("pull", "ann", "s3cret"));
        assertInstanceOf(ImageState.Present.class, settled("cluster-a", "registry.test/app:1", "IfNotPresent"));

        secrets.clear();

        assertEquals("ErrImageNeverPull", ((ImageState.Missing) ensure("cluster-b", "registry.test/app:1", "Never")).reason());
        assertEquals("ErrImagePull", ((ImageState.Missing) settled("cluster-b", "registry.test/app:1", "IfNotPresent")).reason());
        assertEquals("ErrImagePull", ((ImageState.Missing) settled("cluster-a", "registry.test/app:1", "IfNotPresent")).reason());
        secrets.add(secret("guess", "ann", "wrong"));
        now = now.plusSeconds(11);
        assertEquals("ErrImagePull", ((ImageState.Missing) settled("cluster-b", "registry.test/app:1", "IfNotPresent")).reason());
    }

    @Test
    void theSameSecretOrTheSameLoginIsTheRightAlsoAfterARestart() {
        registry.put("registry.test/app:1", Optional.of(new ContainerImages.Login("ann", "s3cret", "")));
        secrets.add(secret("pull", "ann", "s3cret"));
        settled("cluster-a", "registry.test/app:1", "IfNotPresent");
        open();

        secrets.set(0, secret("pull", "ann", "changed since"));
        assertInstanceOf(ImageState.Present.class, ensure("cluster-a", "registry.test/app:1", "Never"));
        secrets.set(0, secret("another", "ann", "s3cret"));
        assertInstanceOf(ImageState.Present.class, ensure("cluster-a", "registry.test/app:1", "Never"));
        assertEquals(1, pulls.get());
    }

    @Test
    void anotherClusterWithTheLoginPullsForItself() {
        registry.put("registry.test/app:1", Optional.of(new ContainerImages.Login("ann", "s3cret", "")));
        secrets.add(secret("pull", "ann", "s3cret"));
        settled("cluster-a", "registry.test/app:1", "IfNotPresent");

        assertInstanceOf(ImageState.Present.class, settled("cluster-b", "registry.test/app:1", "IfNotPresent"));
        assertEquals(2, pulls.get());
    }

    @Test
    void whatWasPulledWithoutALoginIsEverybodys() {
        registry.put("registry.test/open:1", Optional.empty());
        settled("cluster-a", "registry.test/open:1", "IfNotPresent");

        assertInstanceOf(ImageState.Present.class, ensure("cluster-b", "registry.test/open:1", "Never"));
    }

    @Test
    void anImagesIdIsNoNameForIt() {
        present.put("0123456789ab", new ContainerImages.Image("sha256:0123456789ab", Optional.of("registry.test/app@sha256:1"), false, "", List.of()));

        assertEquals("ErrImageNeverPull", ((ImageState.Missing) ensure("0123456789ab", "Never")).reason());
    }

    @Test
    void whatIsCachedComesFromTheCacheAndIsEverybodys() {
        registry.put("cache.test/cached.test/library/nginx:1", Optional.empty());
        registry.put("cache.test/up.test_5000/team/app@sha256:" + "0".repeat(64), Optional.empty());

        assertInstanceOf(ImageState.Present.class, settled("cached.test/library/nginx:1", "IfNotPresent"));
        assertInstanceOf(ImageState.Present.class, settled("up.test:5000/team/app@sha256:" + "0".repeat(64), "IfNotPresent"));
        assertEquals(2, pulls.get());
        assertInstanceOf(ImageState.Present.class, ensure("cluster-b", "cached.test/library/nginx:1", "IfNotPresent"));
        assertEquals(2, pulls.get(), "the other tenant may have it as it is");
        assertInstanceOf(ImageState.Present.class, settled("cached.test/library/nginx:1", "Always"));
        assertEquals(3, pulls.get());
    }

    @Test
    void whatTheCacheHasNotIsAskedOfTheRegistryItself() {
        registry.put("cached.test/library/nginx:1", Optional.empty());

        assertInstanceOf(ImageState.Present.class, settled("cached.test/library/nginx:1", "IfNotPresent"));
        assertEquals(2, pulls.get());
        ImageState.Missing missing = assertInstanceOf(ImageState.Missing.class, settled("cached.test/absent:1", "IfNotPresent"));
        assertTrue(missing.message().contains("no registry"), missing.message());
    }

    /// What a tenant pulls with its own login is never asked of the cache, and nothing that the cache has opens it to another.
    @Test
    void whatAPodHasALoginForGoesPastTheCache() {
        ContainerImages.Login login = new ContainerImages.Login("alice", "s3cret", "");
        secrets.add(new PullSecret("default", "own", "uid-own", Map.of("up.test:5000", login)));
        registry.put("up.test:5000/team/app:1", Optional.of(login));
        registry.put("cache.test/up.test_5000/team/app:1", Optional.empty());

        assertInstanceOf(ImageState.Present.class, settled("up.test:5000/team/app:1", "IfNotPresent"));
        assertEquals(Set.of("up.test:5000/team/app:1"), present.keySet());

        secrets.clear();
        registry.remove("cache.test/up.test_5000/team/app:1");
        assertInstanceOf(ImageState.Missing.class, settled("cluster-b", "up.test:5000/team/app:1", "IfNotPresent"));
    }
}
