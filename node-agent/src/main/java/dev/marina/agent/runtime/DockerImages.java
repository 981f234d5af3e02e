package dev.marina.agent.runtime;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.marina.linux.FileSystems;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Images of a Docker Engine.
public final class DockerImages implements ContainerImages, StoredImages {

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
        if (reference.contains("@")) {
            requireLeave(reference, login);
        }
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

    /// The engine asks no registry for a manifest that it has under its digest already, whoever's it is (moby's distribution/manifest.go): so the
    /// registry is asked first whether it gives it to whom this login is.
    private void requireLeave(String reference, Optional<Login> login) {
        ObjectNode auth = JsonNodeFactory.instance.objectNode();
        login.ifPresent(with -> {
            auth.put("username", with.user()).put("password", with.password());
            if (!with.identityToken().isEmpty()) {
                auth.put("identitytoken", with.identityToken());
            }
        });
        String header = Base64.getUrlEncoder().encodeToString(auth.toString().getBytes(StandardCharsets.UTF_8));
        engine.require("ask for " + reference, "/distribution/" + reference + "/json", header);
    }

    /// Of everything that is there.
    public Set<String> ids() {
        return engine.call("list images", docker -> docker.listImagesCmd().exec()).stream().map(image -> image.getId()).collect(Collectors.toSet());
    }

    @Override
    public OptionalLong bytes(String id) {
        return engine.find("inspect image", docker -> docker.inspectImageCmd(id).exec()).stream().mapToLong(InspectImageResponse::getSize).findFirst();
    }

    @Override
    public Layers layers(String id) {
        List<String> parts = engine.find("inspect image", docker -> docker.inspectImageCmd(id).exec())
                .orElseThrow(() -> new RuntimeFailure("image %s is gone".formatted(id))).getRootFS().getLayers();
        return OverlayLayers.of(engine.root(), parts);
    }

    @Override
    public List<Stored> stored() {
        return engine.call("list images", docker -> docker.listImagesCmd().exec()).stream()
                .map(image -> new Stored(image.getId(), image.getSize(), fetchable(image))).toList();
    }

    private static boolean fetchable(com.github.dockerjava.api.model.Image image) {
        boolean built = image.getLabels() != null && image.getLabels().containsKey(Labels.BUILT_IMAGE);
        return !built && image.getRepoDigests() != null && Stream.of(image.getRepoDigests()).anyMatch(digest -> !digest.startsWith("<none>"));
    }

    @Override
    public Set<String> inUse() {
        return engine.call("list containers", docker -> docker.listContainersCmd().withShowAll(true).exec()).stream().map(Container::getImageId)
                .collect(Collectors.toSet());
    }

    @Override
    public FileSystems.Fill space() {
        return FileSystems.fill(engine.root());
    }

    @Override
    public void remove(String id) {
        // By its id it goes only if it has one name; whoever uses it meanwhile keeps it.
        names(id).forEach(name -> engine.ensure("remove image", docker -> docker.removeImageCmd(name).exec()));
    }

    private List<String> names(String id) {
        return engine.find("inspect image", docker -> docker.inspectImageCmd(id).exec())
                .map(image -> Stream.of(image.getRepoTags(), image.getRepoDigests()).flatMap(names -> names == null ? Stream.<String>empty() : names.stream())
                        .toList())
                .orElse(List.of());
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
