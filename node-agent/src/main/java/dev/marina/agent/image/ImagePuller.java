package dev.marina.agent.image;

import dev.marina.agent.runtime.ContainerImages;
import dev.marina.agent.runtime.RuntimeFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pulls images beside the pods that wait for them. Asking never blocks on a registry. Thread-safe.
///
/// Pulls of one image are shared between pods of the machine only while they run: a pod that asks with policy `Always` gets a
/// pull of its own unless one is under way. Those of one cluster take turns. An image that the platform built needs no registry.
///
/// That an image is there gives nobody the right to it: who has not, by [PullRecords], has to pull it, which the registry may refuse.
public final class ImagePuller {

    private static final Logger LOG = LoggerFactory.getLogger(ImagePuller.class);

    static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
    static final Duration LAST_BACKOFF = Duration.ofMinutes(5);
    /// For so long a failed pull is told as such; then as the back-off that follows it.
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);
    private static final Duration NEVER_RECHECK = Duration.ofSeconds(30);
    /// Of one cluster, at a time. Each holds a thread of the agent and of the engine for as long as a registry, which may be the tenant's own,
    /// likes to be slow.
    static final int PULLS = 4;

    private final ContainerImages images;
    private final PullRecords records;
    private final Optional<PlatformRegistry> platform;
    private final Optional<RegistryCache> cache;
    private final Clock clock;
    private final Map<Key, Attempt> attempts = new ConcurrentHashMap<>();
    /// By cluster. What is kept of one that has gone is an empty object.
    private final Map<String, Semaphore> turns = new ConcurrentHashMap<>();

    /// Where the platform has no registry of its own.
    public ImagePuller(ContainerImages images, PullRecords records, Clock clock) {
        this(images, records, Optional.empty(), Optional.empty(), clock);
    }

    /// @param platform the platform's own registry, for which a pod needs no Secret
    /// @param cache for images of other registries
    public ImagePuller(ContainerImages images, PullRecords records, Optional<PlatformRegistry> platform, Optional<RegistryCache> cache, Clock clock) {
        this.images = images;
        this.records = records;
        this.platform = platform;
        this.cache = cache;
        this.clock = clock;
    }

    /// Told on the thread that pulled, before the pod is woken.
    public interface Listener {
        void pulling();

        void pulled(Duration took);

        /// To be looked at again.
        void changed();
    }

    private record Key(String podUid, String container) {}

    private record Attempt(String reference, int failures, Optional<String> failure, Instant retryAt, Optional<ContainerImages.Image> pulled,
            boolean running, boolean news) {}

    public ImageState ensure(PullRequest request, Listener listener) {
        Key key = new Key(request.podUid(), request.container());
        String image = request.image();
        Attempt attempt = attempts.get(key);
        Optional<ImageReference> parsed = ImageReference.parse(image);
        if (parsed.isEmpty()) {
            return new ImageState.Missing("InvalidImageName", "Failed to apply default image tag \"%s\": couldn't parse image name \"%s\": "
                    .formatted(image, image) + "invalid reference format", clock.instant().plus(LAST_BACKOFF));
        }
        ImageReference reference = parsed.get();
        if (attempt != null && attempt.reference.equals(image)) {
            if (attempt.running) {
                return new ImageState.Pulling();
            }
            if (attempt.pulled.isPresent()) {
                attempts.remove(key);
                return new ImageState.Present(attempt.pulled.get());
            }
            if (clock.instant().isBefore(attempt.retryAt)) {
                Optional<ContainerImages.Image> arrived = usable(reference, request);
                if (arrived.isPresent()) {
                    attempts.remove(key);
                    return new ImageState.Present(arrived.get());
                }
                if (attempt.news) {
                    attempts.put(key, new Attempt(image, attempt.failures, attempt.failure, attempt.retryAt, attempt.pulled, false, false));
                    return new ImageState.Missing("ErrImagePull", attempt.failure.orElse(""), clock.instant().plus(FIRST_LOOK));
                }
                return new ImageState.Missing("ImagePullBackOff", "Back-off pulling image \"%s\": ErrImagePull: %s".formatted(
                        image, attempt.failure.orElse("")), attempt.retryAt);
            }
        }
        Optional<ContainerImages.Image> usable = usable(reference, request);
        if (usable.isPresent()) {
            return new ImageState.Present(usable.get());
        }
        if (request.policy().equals("Never")) {
            return new ImageState.Missing("ErrImageNeverPull", "Container image \"%s\" is not present with pull policy of Never".formatted(image),
                    clock.instant().plus(NEVER_RECHECK));
        }
        int failures = attempt == null ? 0 : attempt.failures;
        attempts.put(key, new Attempt(image, failures, Optional.empty(), clock.instant(), Optional.empty(), true, false));
        listener.pulling();
        Thread.ofVirtual().name("pull " + image).start(() -> pullInTurn(key, reference, request, failures, listener));
        return new ImageState.Pulling();
    }

    /// The image, if it is there and this pod may run it as it is.
    private Optional<ContainerImages.Image> usable(ImageReference reference, PullRequest request) {
        return images.find(reference.complete()).filter(image -> image.built() || !request.policy().equals("Always") && permitted(image, reference, request))
                .or(() -> cached(reference).filter(_ -> !request.policy().equals("Always")).flatMap(images::find)
                        .filter(image -> records.isEverybodys(image.id())));
    }

    /// What came from no registry was put there by the operator, for all.
    private boolean permitted(ContainerImages.Image image, ImageReference reference, PullRequest request) {
        return image.digest().isEmpty() || records.isEverybodys(image.id())
                || ofPlatform(reference) && records.permitsCluster(image.id(), request.cluster(), reference.repository())
                || records.permits(image.id(), request.cluster(), request.secrets().get());
    }

    /// How the platform's cache has it.
    private Optional<String> cached(ImageReference reference) {
        return cache.flatMap(own -> own.find(reference)).map(ImageReference::complete);
    }

    private boolean ofPlatform(ImageReference reference) {
        return platform.filter(own -> own.has(reference)).isPresent();
    }

    public void forget(String podUid) {
        attempts.keySet().removeIf(key -> key.podUid.equals(podUid));
    }

    private void pullInTurn(Key key, ImageReference reference, PullRequest request, int failures, Listener listener) {
        Semaphore turn = turns.computeIfAbsent(request.cluster(), _ -> new Semaphore(PULLS, true));
        turn.acquireUninterruptibly();
        try {
            // Nobody waits any more for the image of a pod that went away meanwhile.
            if (attempts.containsKey(key)) {
                pull(key, reference, request, failures, listener);
            }
        } finally {
            turn.release();
        }
    }

    private void pull(Key key, ImageReference reference, PullRequest request, int failures, Listener listener) {
        Instant begin = clock.instant();
        try {
            ContainerImages.Image image = pull(reference, request);
            attempts.put(key, new Attempt(request.image(), 0, Optional.empty(), clock.instant(), Optional.of(image), false, false));
            listener.pulled(Duration.between(begin, clock.instant()));
        } catch (RuntimeException failure) {
            Duration wait = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures, 5));
            Instant retry = clock.instant().plus(wait.compareTo(LAST_BACKOFF) > 0 ? LAST_BACKOFF : wait);
            attempts.put(key,
                    new Attempt(request.image(), failures + 1, Optional.of(String.valueOf(failure.getMessage())), retry, Optional.empty(), false, true));
        }
        listener.changed();
    }

    /// With each login that the pod has for this registry until one is taken; without any if it has none. For the platform's own registry the pod's
    /// service account is one.
    private ContainerImages.Image pull(ImageReference reference, PullRequest request) {
        RuntimeFailure refused = null;
        for (PullSecret secret : request.secrets().get()) {
            Optional<ContainerImages.Login> login = secret.login(reference);
            if (login.isPresent()) {
                try {
                    ContainerImages.Image image = images.pull(reference.complete(), login);
                    records.pulledWith(image.id(), request.cluster(), secret, login.get());
                    return image;
                } catch (RuntimeFailure failure) {
                    refused = failure;
                }
            }
        }
        if (ofPlatform(reference)) {
            ContainerImages.Image image = images.pull(reference.complete(), Optional.of(request.platformLogin().get()));
            records.pulledByCluster(image.id(), request.cluster(), reference.repository());
            return image;
        }
        if (refused != null) {
            throw refused;
        }
        ContainerImages.Image image = pullOpenly(reference);
        records.pulledByAnybody(image.id());
        return image;
    }

    /// Through the cache, where there is one for its registry. What that has not is asked of the registry itself, whose words then count.
    private ContainerImages.Image pullOpenly(ImageReference reference) {
        Optional<String> cached = cached(reference);
        if (cached.isPresent()) {
            try {
                return images.pull(cached.get(), Optional.empty());
            } catch (RuntimeFailure failure) {
                LOG.atDebug().addKeyValue("image", reference.complete()).addKeyValue("error", failure.getMessage()).log("not from the cache");
            }
        }
        return images.pull(reference.complete(), Optional.empty());
    }
}
