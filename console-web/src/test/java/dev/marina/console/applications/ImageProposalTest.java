package dev.marina.console.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageProposalTest {

    @ParameterizedTest
    @CsvSource({
            "nginx, nginx, 80",
            "nginx:1.27, nginx, 80",
            "marina/tomcat-demo:1, tomcat-demo, 8080",
            "registry.example:5000/team/Shop_Front@sha256:abc, shop-front, 8080",
            "docker.io/library/postgres:17, postgres, 5432",
            "9lives, lives, 8080",
            "'', '', 8080",
            "a-name-that-is-longer-than-any-application-may-have-in-this-world, a-name-that-is-longer-than-any-application-may-have, 8080"})
    void aNameAndAPortAreProposed(String image, String name, int port) {
        assertEquals(name, ImageProposal.of(image).name());
        assertEquals(port, ImageProposal.of(image).port());
    }
}
