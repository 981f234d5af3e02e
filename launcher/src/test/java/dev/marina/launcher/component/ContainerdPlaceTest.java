package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

class ContainerdPlaceTest {
    private final ContainerdPlace place = new ContainerdPlace(Path.of("/home/data/containerd"), Path.of("/run/marina-x/containerd"));

    @Test
    void nothingOfItLiesWhereTheMachinesOwnIs() {
        List<String> paths = Pattern.compile("\"(/[^\"]*)\"").matcher(place.config()).results().map(found -> found.group(1)).toList();

        assertEquals(4, paths.size(), "root, state and two sockets, none of them left to a default");
        assertTrue(paths.stream().allMatch(path -> path.startsWith("/home/data/containerd") || path.startsWith("/run/marina-x/containerd/")), paths.toString());
    }
}
