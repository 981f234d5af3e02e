package dev.marina.agent.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.marina.agent.Await;
import dev.marina.agent.runtime.ContainerImages;
import dev.marina.agent.runtime.RuntimeFailure;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

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
    private final ImagePuller puller = new ImagePuller(new ContainerImages() {
        @Override
        public Optional<Image> find(String reference) {
            return Optional.ofNullable(present.get(reference));
        }

        @Override
        public Image pull(String reference) {
            pulls.incrementAndGet();
            throw new RuntimeFailure("no registry");
        }

        @Override
        public void load(InputStream archive) {
            throw new IllegalStateException("not asked for");
        }
    }, clock);

    private static ContainerImages.Image image(boolean built) {
        return new ContainerImages.Image("sha256:1", Optional.empty(), built, "", List.of());
    }

    private ImageState ensure(String reference, String policy) {
        return puller.ensure("uid", "main", reference, policy, SILENT);
    }

    private ImageState settled(String reference, String policy) {
        return Await.until("the pull to end", Duration.ofSeconds(10), () -> ensure(reference, policy), state -> !(state instanceof ImageState.Pulling));
    }

    @Test
    void presentImageIsNotPulledUnlessAlways() {
        present.put("app:1", image(false));

        assertInstanceOf(ImageState.Present.class, ensure("app:1", "IfNotPresent"));
        assertInstanceOf(ImageState.Present.class, ensure("app:1", "Never"));
        assertInstanceOf(ImageState.Missing.class, settled("app:1", "Always"));
        assertEquals(1, pulls.get());
    }

    @Test
    void imageThatThePlatformBuiltSatisfiesAlways() {
        present.put("marina/app:1", image(true));

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
        present.put("app:1", image(false));

        assertInstanceOf(ImageState.Present.class, ensure("app:1", "IfNotPresent"));
    }

    @Test
    void namesThatAreNoneAreRefused() {
        assertEquals("InvalidImageName", ((ImageState.Missing) ensure("Not An Image", "IfNotPresent")).reason());
    }
}
