package dev.marina.builds.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Makes objects of a folder with a kustomization, as kustomize does, of what its documentation has: resources, components and bases by path, names, namespace,
/// labels, annotations, images, replicas, generated ConfigMaps and Secrets, patches.
/// https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
public final class Kustomize {

    private static final int DEEPEST = 20;
    private static final int MOST = 1_000;
    private static final Set<String> CLUSTER_SCOPED = Set.of("Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding",
            "CustomResourceDefinition", "StorageClass", "PriorityClass", "IngressClass", "RuntimeClass", "APIService", "MutatingWebhookConfiguration",
            "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "CSIDriver", "VolumeSnapshotClass",
            "GatewayClass", "DeviceClass");
    private static final Set<String> UNNAMED = Set.of("CustomResourceDefinition", "APIService", "Namespace");
    private static final Set<String> SCALED = Set.of("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet");

    private Kustomize() {}

    /// Whether there is something to be made of a folder.
    public static boolean is(Path folder) {
        return Folder.is(folder);
    }

    /// @param root of the source, outside of which nothing is read
    public static List<ObjectNode> build(Path root, Path folder) {
        List<Resource> resources = new ArrayList<>();
        accumulate(new Folder(root.toAbsolutePath().normalize(), folder.toAbsolutePath().normalize()), resources, List.of());
        Map<String, String> renamed = new HashMap<>();
        resources.stream().filter(resource -> resource.hashed).forEach(resource -> rename(resource, resource.name() + "-" + ContentHash.of(resource), renamed));
        NameReferences.follow(renamed, resources);
        return resources.stream().map(resource -> resource.object).toList();
    }

    /// What a kustomization adds to what there is; a component changes that too.
    ///
    /// @param within those that led here
    private static void accumulate(Folder folder, List<Resource> resources, List<Path> within) {
        if (within.contains(folder.path()) || within.size() > DEEPEST) {
            throw new Unbuildable("%s leads to itself, or is more than %d deep".formatted(folder, DEEPEST));
        }
        List<Path> path = new ArrayList<>(within);
        path.add(folder.path());
        JsonNode said = folder.kustomization();
        for (String field : List.of("resources", "bases")) {
            for (JsonNode each : said.path(field)) {
                String name = each.asText();
                if (folder.isFolder(name)) {
                    List<Resource> base = new ArrayList<>();
                    accumulate(folder.folder(name), base, path);
                    base.forEach(resource -> add(folder, resource, resources));
                } else {
                    folder.objects(name).forEach(object -> add(folder, new Resource(object), resources));
                }
            }
        }
        said.path("components").forEach(each -> accumulate(folder.folder(each.asText()), resources, path));
        Generators generators = new Generators(folder, said);
        generators.run("ConfigMap", said.path("configMapGenerator"), resources);
        generators.run("Secret", said.path("secretGenerator"), resources);
        transform(folder, said, resources);
    }

    private static void add(Folder folder, Resource resource, List<Resource> resources) {
        boolean twice = resources.stream().anyMatch(each -> each.kind().equals(resource.kind()) && each.group().equals(resource.group())
                && each.name().equals(resource.name()) && each.namespace().equals(resource.namespace()));
        if (twice) {
            throw new Unbuildable("%s has %s twice".formatted(folder, resource));
        }
        if (resources.size() == MOST) {
            throw new Unbuildable("%s has more than %d objects".formatted(folder, MOST));
        }
        resources.add(resource);
    }

    /// In kustomize's order. sigs.k8s.io/kustomize/api/internal/target/kusttarget_configplugin.go
    private static void transform(Folder folder, JsonNode said, List<Resource> resources) {
        Patches patches = new Patches(folder, resources);
        patches.merge(said.path("patchesStrategicMerge"));
        patches.apply(said.path("patches"));
        if (said.hasNonNull("namespace")) {
            namespace(said.path("namespace").asText(), resources);
        }
        rename(said.path("namePrefix").asText(), said.path("nameSuffix").asText(), resources);
        Map<String, String> common = texts(said.path("commonLabels"));
        resources.forEach(resource -> {
            said.path("labels").forEach(each -> Labelling.labels(resource, texts(each.path("pairs")), each.path("includeSelectors").asBoolean(),
                    each.path("includeTemplates").asBoolean()));
            if (!common.isEmpty()) {
                Labelling.labels(resource, common, true, true);
            }
            if (said.path("commonAnnotations").isObject()) {
                Labelling.annotations(resource, texts(said.path("commonAnnotations")));
            }
        });
        patches.apply(said.path("patchesJson6902"));
        said.path("replicas").forEach(each -> scale(folder, each, resources));
        said.path("images").forEach(image -> resources.forEach(resource -> Images.set(resource, image)));
    }

    private static void namespace(String namespace, List<Resource> resources) {
        for (Resource resource : resources) {
            if (resource.kind().equals("Namespace")) {
                resource.rename(namespace);
            } else if (!CLUSTER_SCOPED.contains(resource.kind())) {
                resource.metadata().put("namespace", namespace);
            }
            resource.at("subjects").forEach(subject -> {
                boolean own = subject.path("kind").asText().equals("ServiceAccount") && (subject.path("name").asText().equals("default")
                        || resources.stream().anyMatch(each -> each.kind().equals("ServiceAccount") && each.names.contains(subject.path("name").asText())));
                if (own && subject instanceof ObjectNode object) {
                    object.put("namespace", namespace);
                }
            });
        }
    }

    private static void rename(String prefix, String suffix, List<Resource> resources) {
        if (prefix.isEmpty() && suffix.isEmpty()) {
            return;
        }
        Map<String, String> renamed = new HashMap<>();
        resources.stream().filter(resource -> !UNNAMED.contains(resource.kind())).forEach(resource -> rename(resource, prefix + resource.name() + suffix,
                renamed));
        NameReferences.follow(renamed, resources);
    }

    private static void rename(Resource resource, String name, Map<String, String> renamed) {
        renamed.put(resource.kind() + "/" + resource.name(), name);
        resource.rename(name);
    }

    private static void scale(Folder folder, JsonNode wanted, List<Resource> resources) {
        List<Resource> found = resources.stream().filter(resource -> SCALED.contains(resource.kind()) && resource.names.contains(wanted.path("name").asText()))
                .toList();
        if (found.isEmpty()) {
            throw new Unbuildable("%s has replicas for %s, which is not there".formatted(folder, wanted.path("name").asText()));
        }
        found.forEach(resource -> resource.object.withObjectProperty("spec").put("replicas", wanted.path("count").asInt()));
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new TreeMap<>();
        node.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }
}
