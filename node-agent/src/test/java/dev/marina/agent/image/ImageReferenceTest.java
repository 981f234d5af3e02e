package dev.marina.agent.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

    @ParameterizedTest
    @CsvSource({
            "busybox, docker.io/library/busybox:latest",
            "marina/busybox:1, docker.io/marina/busybox:1",
            "docker.io/nginx:1.27, docker.io/library/nginx:1.27",
            "registry.test:5000/a/b_c/d-e:v1, registry.test:5000/a/b_c/d-e:v1",
            "localhost/x, localhost/x:latest",
            "127.0.0.1:2379/x, 127.0.0.1:2379/x:latest",
            "app:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, docker.io/library/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    })
    void shortNamesAreCompletedAsDockerDoes(String given, String complete) {
        assertEquals(Optional.of(complete), ImageReference.parse(given).map(ImageReference::complete));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Not An Image", "UPPER/case", "a//b", "a/../b", "-a", "a@sha256:short", "http://x/y", "x:"})
    void whatIsNoNameIsRefused(String given) {
        assertEquals(Optional.empty(), ImageReference.parse(given));
    }
}
