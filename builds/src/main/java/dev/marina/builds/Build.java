package dev.marina.builds;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// One build, from its order to the image's digest.
final class Build {

    private static final ObjectMapper JSON = new ObjectMapper();

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
        Context context = Context.of(Checkout.below(order.context().toRealPath(), order.path()));
        Detection found = Detection.of(context.files(), order.strategy());
        say("building as %s: %s".formatted(found.strategy().text(), found.reason()));
        ImagePlan plan = found.strategy() == Strategy.DOCKERFILE ? Dockerfile.parse(context.text(found.main())) : ImagePlan.of(found);
        if (order.front().isEmpty()) {
            return assemble(context, plan);
        }
        int colon = order.bases().lastIndexOf(':');
        try (FrontRelay _ = new FrontRelay(colon < 0 ? 443 : Integer.parseInt(order.bases().substring(colon + 1)), order.front().get())) {
            return assemble(context, plan);
        }
    }

    private String assemble(Context context, ImagePlan plan) throws IOException, InterruptedException {
        Path login = login();
        Path layout = order.work().resolve("image");
        String base = reference(plan.base());
        say("base " + base);
        skopeo("copy", login, "src", List.of("docker://" + base, "oci:%s:image".formatted(layout)));
        Path root = Files.createDirectories(order.work().resolve("root"));
        for (ImagePlan.Addition addition : plan.additions()) {
            context.copy(addition, root);
        }
        Path archive = order.work().resolve("layer.tar");
        Tool.run(Map.of(), List.of("tar", "--create", "--file", archive.toString(), "--directory", root.toString(), "--sort=name", "--mtime=@0", "--owner=0",
                "--group=0", "--numeric-owner", "--mode=go+rX", "."));
        new OciImage(layout).extend(archive, plan.changes());
        Files.delete(archive);
        String target = order.image() + ":" + order.tag();
        say("pushing " + target);
        Path digest = order.work().resolve("digest");
        skopeo("copy", login, "dest", List.of("--digestfile", digest.toString(), "oci:%s:image".formatted(layout), "docker://" + target));
        return order.image() + "@" + Files.readString(digest).strip();
    }

    /// Images below `marina/`, and the tenant's own, are in the platform's registry; of others the whole name has to be said.
    private String reference(String name) {
        String tenant = order.image().substring(order.bases().length() + 1).split("/")[0];
        String named = name.contains("@") || name.substring(name.lastIndexOf('/') + 1).contains(":") ? name : name + ":latest";
        return named.startsWith("marina/") || named.startsWith(tenant + "/") ? order.bases() + "/" + named : named;
    }

    /// In a file, since arguments can be read by whatever else runs in the pod.
    private Path login() throws IOException {
        String both = order.user() + ":" + Files.readString(order.tokenFile()).strip();
        Path file = Files.createFile(order.work().resolve("login.json"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.write(file, JSON.writeValueAsBytes(Map.of("auths",
                Map.of(order.bases(), Map.of("auth", Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)))))));
    }

    private void skopeo(String what, Path login, String side, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "--tmpdir", order.work().toString(), what, "--quiet",
                "--%s-authfile".formatted(side), login.toString()));
        order.authorities().ifPresent(directory -> command.addAll(List.of("--%s-cert-dir".formatted(side), directory.toString())));
        if (!order.verify()) {
            command.add("--%s-tls-verify=false".formatted(side));
        }
        command.addAll(arguments);
        Tool.run(Map.of(), command);
    }

    private static void say(String what) {
        System.out.println("==> " + what);
    }
}
