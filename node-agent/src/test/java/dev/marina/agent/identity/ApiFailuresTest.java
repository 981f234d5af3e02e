package dev.marina.agent.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class ApiFailuresTest {

    @Test
    void whatWasBeingDoneIsSaidWithItsCause() {
        assertEquals("cannot write 125000 to cpu.max: Invalid argument",
                ApiFailures.words(new UncheckedIOException("cannot write 125000 to cpu.max", new IOException("Invalid argument"))));
        assertEquals("java.io.IOException: Invalid argument", ApiFailures.words(new UncheckedIOException(new IOException("Invalid argument"))));
        assertEquals("no such image", ApiFailures.words(new IllegalStateException("no such image")));
    }

    @Test
    void aServersOwnWordsGoFirstAndAnUnansweredCallIsItsCause() {
        assertEquals("pods \"a\" not found", ApiFailures.words(
                new KubernetesClientException(new StatusBuilder().withCode(404).withMessage("pods \"a\" not found").build())));
        assertEquals("java.net.ConnectException: refused",
                ApiFailures.words(new KubernetesClientException("Operation: [get]", new ConnectException("refused"))));
    }
}
