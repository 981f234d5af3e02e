package dev.marina.launcher.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

class PrerequisitesTest {
    private static final List<Prerequisites.Need> NEEDS = List.of(
            Prerequisites.Need.program("dockerd", "docker.io"), Prerequisites.Need.program("docker", "docker.io"),
            Prerequisites.Need.program("etcd", "etcd-server"));

    @Test
    void whatIsMissingIsNamedOncePerPackage() {
        assertEquals(List.of("docker.io", "etcd-server"), Prerequisites.missing(NEEDS, _ -> false, _ -> true));
    }

    @Test
    void aProgramCountsWhereverItLies() {
        Set<Path> there = Set.of(Path.of("/usr/sbin/dockerd"), Path.of("/usr/bin/docker"), Path.of("/usr/local/bin/etcd"));

        assertEquals(List.of(), Prerequisites.missing(NEEDS, there::contains, _ -> true));
    }

    @Test
    void whereADistributionHasSplitAPackageTheNewOneIsTaken() {
        List<Prerequisites.Need> client = List.of(Prerequisites.Need.program("docker", "docker-cli|docker.io"));

        assertEquals(List.of("docker-cli"), Prerequisites.missing(client, _ -> false, Set.of("docker-cli", "docker.io")::contains));
        assertEquals(List.of("docker.io"), Prerequisites.missing(client, _ -> false, Set.of("docker.io")::contains));
        assertEquals(List.of("docker.io"), Prerequisites.missing(client, _ -> false, _ -> false));
    }
}
