package dev.marina.agent.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marina.cri.v1.AuthConfig;
import dev.marina.cri.v1.Container;
import dev.marina.cri.v1.ImageSpec;
import dev.marina.cri.v1.ImageStatusRequest;
import dev.marina.cri.v1.ImageStatusResponse;
import dev.marina.cri.v1.ListContainersRequest;
import dev.marina.cri.v1.ListImagesRequest;
import dev.marina.cri.v1.PullImageRequest;
import dev.marina.cri.v1.RemoveImageRequest;
import dev.marina.linux.FileSystems;
import dev.marina.linux.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Images of a containerd: of one node, on whose disk they lie.
public final class CriImages implements ContainerImages, StoredImages {

    private static final Duration PULL_LIMIT = Duration.ofHours(1);
    private static final Duration LOAD_LIMIT = Duration.ofMinutes(10);
    private static final long LOOK_NANOS = 20_000_000;
    private static final String DOCKER = "docker.io/";

    private final CriClient client;
    private final CriLayers layers;
    private final Path disk;

    /// @param disk of the node
    public CriImages(CriClient client, Path disk) {
        this.client = client;
        this.disk = disk;
        layers = new CriLayers(client, disk);
    }

    @Override
    public Optional<Image> find(String reference) {
        return status(reference).map(answer -> image(reference, answer));
    }

    private Optional<ImageStatusResponse> status(String reference) {
        return CriClient.find(() -> client.images(CriClient.ANSWER_LIMIT).imageStatus(ImageStatusRequest.newBuilder().setImage(spec(reference))
                .setVerbose(true).build())).filter(ImageStatusResponse::hasImage);
    }

    @Override
    public Image pull(String reference, Optional<Login> login) {
        PullImageRequest.Builder request = PullImageRequest.newBuilder().setImage(spec(reference));
        login.ifPresent(with -> request.setAuth(
                AuthConfig.newBuilder().setUsername(with.user()).setPassword(with.password()).setIdentityToken(with.identityToken())));
        // The registry is asked whether it gives the image to whom this login is, whether or not it is there: the resolver looks up every name anew.
        CriClient.call(() -> client.images(PULL_LIMIT).pullImage(request.build()));
        return find(reference).orElseThrow(() -> new RuntimeFailure("image " + reference + " was pulled and is not there"));
    }

    @Override
    public OptionalLong bytes(String id) {
        return status(id).stream().mapToLong(answer -> answer.getImage().getSize()).findFirst();
    }

    @Override
    public Layers layers(String id) {
        JsonNode info = CriStates.info(status(id).orElseThrow(() -> new RuntimeFailure("image %s is gone".formatted(id))).getInfoMap());
        List<String> parts = new ArrayList<>();
        info.path("imageSpec").path("rootfs").path("diff_ids").forEach(part -> parts.add(part.asText()));
        return layers.of(OverlayLayers.chains(parts).getLast());
    }

    @Override
    public List<Stored> stored() {
        return listed().map(image -> new Stored(image.getId(), image.getSize(), image.getRepoDigestsCount() > 0 && !built(image.getId()))).toList();
    }

    private Stream<dev.marina.cri.v1.Image> listed() {
        return CriClient.call(() -> client.images(CriClient.ANSWER_LIMIT).listImages(ListImagesRequest.getDefaultInstance())).getImagesList().stream();
    }

    private boolean built(String id) {
        return status(id).map(CriImages::labels).filter(labels -> labels.has(Labels.BUILT_IMAGE)).isPresent();
    }

    /// Ids of everything that is there.
    public Set<String> ids() {
        return listed().map(dev.marina.cri.v1.Image::getId).collect(Collectors.toSet());
    }

    @Override
    public Set<String> inUse() {
        return CriClient.call(() -> client.runtime().listContainers(ListContainersRequest.getDefaultInstance())).getContainersList().stream()
                .map(Container::getLabelsMap).map(labels -> labels.getOrDefault(Labels.IMAGE_ID, "")).collect(Collectors.toSet());
    }

    @Override
    public FileSystems.Fill space() {
        return FileSystems.fill(disk);
    }

    /// With all its names. The runtime itself would take one away that containers are of.
    @Override
    public void remove(String id) {
        if (inUse().contains(id)) {
            throw new RuntimeFailure("image %s is in use".formatted(id));
        }
        CriClient.find(() -> client.images(CriClient.ANSWER_LIMIT).removeImage(RemoveImageRequest.newBuilder().setImage(spec(id)).build()));
    }

    /// By containerd's own client: CRI takes images from registries only.
    @Override
    public void load(InputStream archive) {
        try {
            Program.Ended ended = new Program(List.of("ctr", "--address", client.socket().toString(), "--namespace", CriClient.KUBERNETES, "images", "import",
                    "-"), Map.of(), archive.readAllBytes(), LOAD_LIMIT).run();
            if (ended.exitCode() != 0) {
                throw new RuntimeFailure("image not loaded: " + ended.errors().strip());
            }
            // It says `unpacking docker.io/library/x:1 (sha256:…)...done`.
            ended.output().lines().filter(line -> line.startsWith("unpacking ")).map(line -> line.split(" ")[1]).forEach(this::awaitKnown);
        } catch (IOException failure) {
            throw new RuntimeFailure("image not loaded: " + failure.getMessage(), failure);
        }
    }

    /// The part of it that speaks CRI hears of images of the other parts a moment later.
    private void awaitKnown(String name) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (find(name).isEmpty()) {
            if (System.nanoTime() > end) {
                throw new RuntimeFailure("image %s was loaded and is not there".formatted(name));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static ImageSpec spec(String reference) {
        return ImageSpec.newBuilder().setImage(reference).build();
    }

    private static JsonNode labels(ImageStatusResponse answer) {
        return CriStates.info(answer.getInfoMap()).path("imageSpec").path("config").path("Labels");
    }

    /// What the image is under this name: it may have come from a registry under another.
    private static Image image(String reference, ImageStatusResponse answer) {
        JsonNode config = CriStates.info(answer.getInfoMap()).path("imageSpec").path("config");
        List<String> environment = new ArrayList<>();
        config.path("Env").forEach(variable -> environment.add(variable.asText()));
        String repository = complete(reference);
        Optional<String> digest = answer.getImage().getRepoDigestsList().stream().filter(known -> known.startsWith(repository + "@")).findFirst();
        return new Image(answer.getImage().getId(), digest, config.path("Labels").has(Labels.BUILT_IMAGE) && digest.isEmpty(), config.path("User").asText(""),
                environment);
    }

    /// The repository as the runtime lists it: with the registry's name though it is Docker's own.
    private static String complete(String reference) {
        String name = reference.replaceFirst("@.*$", "");
        int colon = name.lastIndexOf(':');
        String repository = colon > name.lastIndexOf('/') ? name.substring(0, colon) : name;
        String first = Stream.of(repository.split("/")).findFirst().orElse("");
        boolean named = repository.contains("/") && (first.contains(".") || first.contains(":") || first.equals("localhost"));
        return named ? repository : DOCKER + (repository.contains("/") ? "" : "library/") + repository;
    }
}
