package dev.marina.net;

import dev.marina.net.linux.Netns;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Remembers what it was told; what it answers, tests say.
final class RecordedSpeaker implements BgpSpeaker {

    Optional<String> missing = Optional.empty();
    Optional<BirdConfig> running = Optional.empty();
    List<BirdAnswer.Seen> seen = List.of();
    List<Path> confined = List.of();

    @Override
    public Optional<String> missing() {
        return missing;
    }

    @Override
    public void run(Netns node, BirdConfig config) {
        running = Optional.of(config);
    }

    @Override
    public void confine(List<Path> groups) {
        confined = groups;
    }

    @Override
    public Optional<List<BirdAnswer.Seen>> sessions() {
        return running.map(_ -> seen);
    }

    @Override
    public void end() {
        running = Optional.empty();
    }
}
