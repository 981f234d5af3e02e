package dev.marina.builds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The way to registries, as the build's tenant.
final class Skopeo implements Bases {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BuildOrder order;
    private final Path login;

    Skopeo(BuildOrder order) throws IOException {
        this.order = order;
        this.login = LoginFile.write(order.work().resolve("login.json"),
                Map.of(order.bases(), order.user() + ":" + Files.readString(order.tokenFile()).strip()));
    }

    @Override
    public BaseDescription describe(String name) throws IOException, InterruptedException {
        if (name.equals(NOTHING)) {
            return BaseDescription.NONE;
        }
        List<String> command = command("inspect", "");
        command.addAll(List.of("--config", "docker://" + reference(name)));
        Tool.Ended ended = Tool.tried(command);
        if (ended.code() != 0) {
            throw new BuildFailure("the image %s cannot be had: %s%s".formatted(name, LastWords.of(ended.errors()), name.startsWith("marina/")
                    ? "; the operator makes it by ./marina images %s".formatted(name.substring("marina/".length()).split("[:@]")[0])
                    : ""));
        }
        return BaseDescription.of(JSON.readTree(ended.output()));
    }

    @Override
    public OciImage fetch(String name, Path into) throws IOException, InterruptedException {
        if (name.equals(NOTHING)) {
            return OciImage.empty(into);
        }
        System.out.println("==> base " + reference(name));
        List<String> command = command("copy", "src-");
        command.addAll(List.of("--quiet", "docker://" + reference(name), "oci:%s:image".formatted(into)));
        Tool.run(Map.of(), command);
        return new OciImage(into);
    }

    /// @return the digest
    String push(OciImage image, String target) throws IOException, InterruptedException {
        Path digest = order.work().resolve("digest");
        List<String> command = command("copy", "dest-");
        command.addAll(List.of("--quiet", "--digestfile", digest.toString(), source(image), "docker://" + target));
        Tool.spoken(Map.of(), command);
        return Files.readString(digest).strip();
    }

    private static String source(OciImage image) {
        return "oci:%s:image".formatted(image.directory());
    }

    /// What a repository has; nothing where there is none.
    List<String> tags(String repository) throws IOException, InterruptedException {
        List<String> command = command("list-tags", "");
        command.add("docker://" + repository);
        Tool.Ended ended = Tool.tried(command);
        return ended.code() == 0 ? JSON.readTree(ended.output()).path("Tags").valueStream().map(JsonNode::asText).toList() : List.of();
    }

    /// Empty: it cannot be had.
    Optional<OciImage> tried(String reference, Path into) throws IOException, InterruptedException {
        List<String> command = command("copy", "src-");
        command.addAll(List.of("--quiet", "docker://" + reference, "oci:%s:image".formatted(into)));
        return Tool.tried(command).code() == 0 ? Optional.of(new OciImage(into)) : Optional.empty();
    }

    /// Pushes, and says why that was refused.
    Optional<String> refused(OciImage image, String target) throws IOException, InterruptedException {
        List<String> command = command("copy", "dest-");
        command.addAll(List.of("--quiet", source(image), "docker://" + target));
        Tool.Ended ended = Tool.tried(command);
        return ended.code() == 0 ? Optional.empty() : Optional.of(LastWords.of(ended.errors()));
    }

    /// That it is gone already is no failure.
    void delete(String reference) throws IOException, InterruptedException {
        List<String> command = command("delete", "");
        command.add("docker://" + reference);
        Tool.tried(command);
    }

    /// Images below `marina/`, and the tenant's own, are in the platform's registry; of others the whole name has to be said.
    private String reference(String name) {
        String named = name.contains("@") || name.substring(name.lastIndexOf('/') + 1).contains(":") ? name : name + ":latest";
        return named.startsWith("marina/") || named.startsWith(order.tenant() + "/") ? order.bases() + "/" + named : named;
    }

    private List<String> command(String what, String side) {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "--tmpdir", order.work().toString(), what));
        command.addAll(List.of("--%sauthfile".formatted(side), login.toString()));
        order.authorities().ifPresent(directory -> command.addAll(List.of("--%scert-dir".formatted(side), directory.toString())));
        if (!order.verify()) {
            command.add("--%stls-verify=false".formatted(side));
        }
        return command;
    }
}
