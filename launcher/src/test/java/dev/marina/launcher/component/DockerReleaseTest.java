package dev.marina.launcher.component;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerReleaseTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Docker version 20.10.24+dfsg1, build 297e128 | 20.10.24+dfsg1 | {}",
            "Docker version 23.0.6, build 9dbdbd4         | 23.0.6         | {}",
            "Docker version 26.1.5+dfsg1, build 411e817   | 26.1.5+dfsg1   | {\"features\": {\"containerd-snapshotter\": false}}",
            "Docker version 28.2.2, build 28.2.2-0ubuntu1 | 28.2.2         | {\"features\": {\"containerd-snapshotter\": false}}",
            "Docker version 29.0.1, build eedd969         | 29.0.1         | {\"features\": {\"containerd-snapshotter\": false}}"})
    void layersStayInTheEnginesOwnDirectories(String printed, String version, String config) {
        DockerRelease release = DockerRelease.of(printed + "\n", "");

        assertEquals(version, release.version());
        assertEquals(config, release.config().strip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "20.10.24 | --no-new-privileges  --oom-score-adjust int | --oom-score-adjust=0",
            "29.0.1   | --no-new-privileges  -p, --pidfile string   | ''"})
    void anOptionIsOnlyGivenToAnEngineThatKnowsIt(String version, String help, String options) {
        assertEquals(options.isEmpty() ? List.of() : List.of(options), DockerRelease.of("Docker version " + version, help).options());
    }
}
