package dev.marina.agent.runtime;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Images of a Docker Engine.
public final class DockerImages implements ContainerImages {

    private static final Duration PULL_LIMIT = Duration.ofHours(1);

    private final DockerEngine engine;

    public DockerImages(DockerEngine engine) {
        this.engine = engine;
    }

    @Override
    public Optional<Image> find(String reference) {
        return engine.find("inspect image", docker -> docker.inspectImageCmd(reference).exec()).map(answer -> image(reference, answer));
    }

    @Override
    public Image pull(String reference, Optional<Login> login) {
        engine.callFor(PULL_LIMIT, "pull " + reference, docker -> {
            try {
                PullImageCmd pull = docker.pullImageCmd(reference);
                login.ifPresent(with -> pull.withAuthConfig(new AuthConfig().withUsername(with.user()).withPassword(with.password())
                        .withIdentityToken(with.identityToken().isEmpty() ? null : with.identityToken())));
                return pull.exec(new ResultCallback.Adapter<PullResponseItem>()).awaitCompletion();
            } catch (InterruptedException interrupted) {
                throw new RuntimeFailure("interrupted: pull " + reference, interrupted);
            }
        });
        return find(reference).orElseThrow(() -> new RuntimeFailure("image " + reference + " was pulled and is not there"));
    }

    /// Of everything that is there.
    public Set<String> ids() {
        return engine.call("list images", docker -> docker.listImagesCmd().exec()).stream().map(image -> image.getId()).collect(Collectors.toSet());
    }

    @Override
    public void load(InputStream archive) {
        engine.callFor(PULL_LIMIT, "load image", docker -> docker.loadImageCmd(archive).exec());
    }

    /// What the image is under this name: it may have come from a registry under another.
    private static Image image(String reference, InspectImageResponse answer) {
        Map<String, String> labels = answer.getConfig() == null || answer.getConfig().getLabels() == null
                ? Map.of()
                : answer.getConfig().getLabels();
        String user = answer.getConfig() == null || answer.getConfig().getUser() == null ? "" : answer.getConfig().getUser();
        String[] env = answer.getConfig() == null || answer.getConfig().getEnv() == null ? new String[0] : answer.getConfig().getEnv();
        String repository = familiar(reference);
        Optional<String> digest = Optional.ofNullable(answer.getRepoDigests()).orElse(List.of()).stream()
                .filter(known -> known.startsWith(repository + "@")).findFirst();
        return new Image(answer.getId(), digest, labels.containsKey(Labels.BUILT_IMAGE) && digest.isEmpty(), user, List.of(env));
    }

    /// The repository as the engine lists it: without the registry's name if it is Docker's own.
    private static String familiar(String reference) {
        String name = reference.replaceFirst("@.*$", "");
        int colon = name.lastIndexOf(':');
        String repository = colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
        return repository.replaceFirst("^docker\\.io/(library/)?", "");
    }
}
