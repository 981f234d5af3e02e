package dev.marina.builds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One build, from its order to the image's digest.
final class Build {

    private static final String IGNORE = ".dockerignore";

    private final BuildOrder order;

    Build(BuildOrder order) {
        this.order = order;
    }

    /// What was pushed: `image@sha256:…`.
    String run() throws IOException, InterruptedException {
        if (order.git().isPresent()) {
            say("fetching %s %s".formatted(order.git().get(), order.revision()));
            say("commit " + Checkout.run(order.git().get(), order.revision(), order.context()));
        }
        Context whole = Context.of(Checkout.below(Checkout.root(order.context().toRealPath()), order.path()));
        Context context = whole.files().contains(IGNORE) ? whole.without(DockerIgnore.parse(whole.text(IGNORE))) : whole;
        Detection found = Detection.of(context.files(), order.strategy());
        say("building as %s: %s".formatted(found.strategy().text(), found.reason()));
        Files.createDirectories(order.work());
        if (order.front().isEmpty()) {
            return make(context, found);
        }
        int colon = order.bases().lastIndexOf(':');
        try (FrontRelay _ = new FrontRelay(colon < 0 ? 443 : Integer.parseInt(order.bases().substring(colon + 1)), order.front().get())) {
            return make(context, found);
        }
    }

    private String make(Context context, Detection found) throws IOException, InterruptedException {
        Skopeo skopeo = new Skopeo(order);
        Optional<Dockerfile> file = found.strategy() == Strategy.DOCKERFILE
                ? Optional.of(Dockerfile.parse(context.text(found.main()), order.arguments()))
                : Recipes.of(context, found, order.cache().isPresent()).map(text -> Dockerfile.parse(text, Map.of()));
        if (file.isEmpty()) {
            return push(skopeo, laid(skopeo, context, ImagePlan.of(found, java(context, found))));
        }
        Dockerfile.Stage only = file.get().stages().getFirst();
        if (file.get().stages().size() == 1 && only.instructions().stream().noneMatch(each -> each.name().equals("RUN"))) {
            StagePlan plan = StagePlan.of(file.get(), only, skopeo.describe(only.base()), order.arguments());
            if (plan.plain()) {
                return push(skopeo, laid(skopeo, context, plan.laid(only.base(), context)));
            }
        }
        return push(skopeo, new StageBuild(file.get(), context, order, skopeo, RegistryLayers.open(skopeo, order, Clock.systemUTC())).run());
    }

    private static JavaRelease java(Context context, Detection found) throws IOException {
        return found.strategy() == Strategy.JAVA ? JavaRelease.ofArchive(found.main(), context.file(found.main())) : JavaRelease.ANY;
    }

    /// With nothing run: files upon a base.
    private OciImage laid(Skopeo skopeo, Context context, ImagePlan plan) throws IOException, InterruptedException {
        OciImage image = skopeo.fetch(plan.base(), order.work().resolve("image"));
        Path root = Files.createDirectories(order.work().resolve("root"));
        for (ImagePlan.Addition addition : plan.additions()) {
            context.copy(addition, root);
        }
        Path archive = order.work().resolve("layer.tar");
        Tool.run(Map.of(), List.of("tar", "--create", "--file", archive.toString(), "--directory", root.toString(), "--sort=name", "--mtime=@0", "--owner=0",
                "--group=0", "--numeric-owner", "--mode=go+rX", "."));
        image.extend(List.of(PackedLayer.of(archive, "marina build")), plan.changes());
        return image;
    }

    /// Of a tenant whose layers have filled the room for its images they go first.
    private String push(Skopeo skopeo, OciImage image) throws IOException, InterruptedException {
        String target = order.image() + ":" + order.tag();
        say("pushing " + target);
        try {
            return order.image() + "@" + skopeo.push(image, target);
        } catch (BuildFailure refused) {
            if (!refused.getMessage().contains("exceeded quota") || !RegistryLayers.open(skopeo, order, Clock.systemUTC()).clear()) {
                throw refused;
            }
            say("there was no room beside the layers that are kept for other builds: they are gone, and it is pushed once more");
            return order.image() + "@" + skopeo.push(image, target);
        }
    }

    private static void say(String what) {
        System.out.println("==> " + what);
    }
}
