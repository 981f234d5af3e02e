package dev.marina.tenancy.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PartCheckTest {

    private final AtomicInteger looks = new AtomicInteger();

    /// Outside a server there is nobody who makes responses.
    @BeforeAll
    static void responses() {
        HealthCheckResponse.setResponseProvider(Said::new);
    }

    private static final class Said extends HealthCheckResponseBuilder {
        private String name;
        private boolean up;

        @Override
        public HealthCheckResponseBuilder name(String given) {
            name = given;
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, String value) {
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, long value) {
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, boolean value) {
            return this;
        }

        @Override
        public HealthCheckResponseBuilder up() {
            return status(true);
        }

        @Override
        public HealthCheckResponseBuilder down() {
            return status(false);
        }

        @Override
        public HealthCheckResponseBuilder status(boolean given) {
            up = given;
            return this;
        }

        @Override
        public HealthCheckResponse build() {
            return new HealthCheckResponse(name, up ? Status.UP : Status.DOWN, Optional.empty());
        }
    }

    /// Anybody may ask, and each look costs the part something.
    @Test
    void ofManyWhoAskAtOnceOneLooks() throws InterruptedException {
        PartCheck check = new PartCheck("part", looks::incrementAndGet);
        List<Thread> many = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            many.add(Thread.startVirtualThread(check::call));
        }
        for (Thread one : many) {
            one.join();
        }

        assertEquals(1, looks.get());
    }

    @Test
    void whatThrowsDoesNotAnswer() {
        HealthCheckResponse said = new PartCheck("part", () -> {
            throw new IllegalStateException("away");
        }).call();

        assertEquals("part", said.getName());
        assertEquals(Status.DOWN, said.getStatus());
    }

    /// Whoever watches over this process then replaces it.
    @Test
    void whatThisProcessCouldNotLoadDoesNotAnswerEither() {
        HealthCheckResponse said = new PartCheck("part", () -> {
            throw new NoClassDefFoundError("Could not initialize class LexerATNSimulator");
        }).call();

        assertEquals(Status.DOWN, said.getStatus());
    }
}
