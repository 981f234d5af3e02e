package dev.marina.agent.image;

import dev.marina.agent.runtime.ContainerImages;
import dev.marina.agent.runtime.RuntimeFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Pulls images beside the pods that wait for them. Asking never blocks on a registry. Thread-safe.
///
/// Pulls of one image are shared between pods of the machine only while they run: a pod that asks with policy `Always` gets a
/// pull of its own unless one is under way. An image that the platform built needs no registry.
public final class ImagePuller {

    static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
    static final Duration LAST_BACKOFF = Duration.ofMinutes(5);
    /// For so long a failed pull is told as such; then as the back-off that follows it.
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);
    private static final Duration NEVER_RECHECK = Duration.ofSeconds(30);

    private final ContainerImages images;
    private final Clock clock;
    private final Map<Key, Attempt> attempts = new ConcurrentHashMap<>();

    public ImagePuller(ContainerImages images, Clock clock) {
        this.images = images;
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

    public ImageState ensure(String podUid, String container, String reference, String policy, Listener listener) {
        Key key = new Key(podUid, container);
        Attempt attempt = attempts.get(key);
        if (attempt != null && attempt.reference.equals(reference)) {
            if (attempt.running) {
                return new ImageState.Pulling();
            }
            if (attempt.pulled.isPresent()) {
                attempts.remove(key);
                return new ImageState.Present(attempt.pulled.get());
            }
            if (clock.instant().isBefore(attempt.retryAt)) {
                Optional<ContainerImages.Image> arrived = policy.equals("Always") ? builtHere(reference) : images.find(reference);
                if (arrived.isPresent()) {
                    attempts.remove(key);
                    return new ImageState.Present(arrived.get());
                }
                if (attempt.news) {
                    attempts.put(key, new Attempt(reference, attempt.failures, attempt.failure, attempt.retryAt, attempt.pulled, false, false));
                    return new ImageState.Missing("ErrImagePull", attempt.failure.orElse(""), clock.instant().plus(FIRST_LOOK));
                }
                return new ImageState.Missing("ImagePullBackOff", "Back-off pulling image \"%s\": ErrImagePull: %s".formatted(
                        reference, attempt.failure.orElse("")), attempt.retryAt);
            }
        }
        if (!reference.matches("[a-z0-9][A-Za-z0-9._:/@-]*")) {
            return new ImageState.Missing("InvalidImageName", "Failed to apply default image tag \"%s\": couldn't parse image name \"%s\": "
                    .formatted(reference, reference) + "invalid reference format", clock.instant().plus(LAST_BACKOFF));
        }
        Optional<ContainerImages.Image> present = images.find(reference);
        if (present.isPresent() && (!policy.equals("Always") || present.get().built())) {
            return new ImageState.Present(present.get());
        }
        if (policy.equals("Never")) {
            return new ImageState.Missing("ErrImageNeverPull", "Container image \"%s\" is not present with pull policy of Never".formatted(reference),
                    clock.instant().plus(NEVER_RECHECK));
        }
        int failures = attempt == null ? 0 : attempt.failures;
        attempts.put(key, new Attempt(reference, failures, Optional.empty(), clock.instant(), Optional.empty(), true, false));
        listener.pulling();
        Thread.ofVirtual().name("pull " + reference).start(() -> pull(key, reference, failures, listener));
        return new ImageState.Pulling();
    }

    public void forget(String podUid) {
        attempts.keySet().removeIf(key -> key.podUid.equals(podUid));
    }

    private Optional<ContainerImages.Image> builtHere(String reference) {
        return images.find(reference).filter(ContainerImages.Image::built);
    }

    private void pull(Key key, String reference, int failures, Listener listener) {
        Instant begin = clock.instant();
        try {
            ContainerImages.Image image = images.pull(reference);
            attempts.put(key, new Attempt(reference, 0, Optional.empty(), clock.instant(), Optional.of(image), false, false));
            listener.pulled(Duration.between(begin, clock.instant()));
        } catch (RuntimeFailure failure) {
            Duration wait = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures, 5));
            Instant retry = clock.instant().plus(wait.compareTo(LAST_BACKOFF) > 0 ? LAST_BACKOFF : wait);
            attempts.put(key, new Attempt(reference, failures + 1, Optional.of(failure.getMessage()), retry, Optional.empty(), false, true));
        }
        listener.changed();
    }
}
