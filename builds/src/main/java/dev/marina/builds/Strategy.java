package dev.marina.builds;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How an image is made of a source.
enum Strategy {
    DOCKERFILE, JAVA, NODE, PYTHON, STATIC;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Strategy> find(String text) {
        return Arrays.stream(values()).filter(strategy -> strategy.text().equals(text)).findFirst();
    }
}
