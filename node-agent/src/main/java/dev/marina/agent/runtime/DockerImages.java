package dev.marina.agent.runtime;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Images of a Docker Engine.
public final class DockerImages implements ContainerImages {

    private final DockerEngine engine;

    public DockerImages(DockerEngine engine) {
        this.engine = engine;
    }

    @Override
    public Optional<Image> find(String reference) {
        return engine.find("inspect image", docker -> docker.inspectImageCmd(reference).exec()).map(DockerImages::image);
    }

    @Override
    public Image pull(String reference) {
        engine.call("pull " + reference, docker -> {
            try {
                return docker.pullImageCmd(withTag(reference)).exec(new ResultCallback.Adapter<PullResponseItem>()).awaitCompletion();
            } catch (InterruptedException interrupted) {
                throw new RuntimeFailure("interrupted: pull " + reference, interrupted);
            }
        });
        return find(reference).orElseThrow(() -> new RuntimeFailure("image " + reference + " was pulled and is not there"));
    }

    @Override
    public void load(InputStream archive) {
        engine.call("load image", docker -> docker.loadImageCmd(archive).exec());
    }

    /// Without a tag the engine would pull every tag of the repository.
    private static String withTag(String reference) {
        String last = reference.substring(reference.lastIndexOf('/') + 1);
        return last.contains(":") || last.contains("@") ? reference : reference + ":latest";
    }

    private static Image image(InspectImageResponse answer) {
        Map<String, String> labels = answer.getConfig() == null || answer.getConfig().getLabels() == null
                ? Map.of() : answer.getConfig().getLabels();
        String user = answer.getConfig() == null || answer.getConfig().getUser() == null ? "" : answer.getConfig().getUser();
        String[] env = answer.getConfig() == null || answer.getConfig().getEnv() == null ? new String[0] : answer.getConfig().getEnv();
        List<String> digests = answer.getRepoDigests();
        return new Image(answer.getId(), digests == null || digests.isEmpty() ? Optional.empty() : Optional.of(digests.getFirst()),
                labels.containsKey(Labels.BUILT_IMAGE), user, List.of(env));
    }
}
