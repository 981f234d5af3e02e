package dev.marina.labs.source;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.ClusterId;
import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import dev.marina.api.ObjectKey;
import dev.marina.apiserver.learn.OpenedLabs;
import dev.marina.labs.content.Filling;
import dev.marina.labs.content.Lab;
import dev.marina.labs.content.LabCatalogue;
import dev.marina.labs.content.UnusableArchive;
import dev.marina.store.ClusterImage;
import dev.marina.store.Stored;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which labs there are in a cluster: the installation's, and those of the cluster's own `LabSource`s, whose ids begin with the source's name. Nothing of one
/// cluster is asked for another; what a class opens to it is a copy elsewhere. Any thread, but none that others wait for: an archive may have to be read.
public final class ClusterLabs {

    public static final GroupResource SOURCES = new GroupResource("learn.marina.dev", "labsources");

    private static final int MOST_PROBLEMS = 100;

    private final LabCatalogue installation;
    private final ReadSources read;
    private final Opened opened;

    /// What classes open to clusters, as `LabSource` objects. The copy of one is the same in all of them.
    public interface Opened {

        Opened NONE = new Opened() {
            @Override
            public List<Document> in(ClusterId cluster) {
                return List.of();
            }

            @Override
            public Optional<Document> find(ClusterId cluster, String source) {
                return Optional.empty();
            }
        };

        List<Document> in(ClusterId cluster);

        /// Empty also where it is not open in this cluster.
        Optional<Document> find(ClusterId cluster, String source);
    }

    public ClusterLabs(LabCatalogue installation, Opened opened) {
        this.installation = installation;
        this.opened = opened;
        this.read = new ReadSources(installation);
    }

    public LabCatalogue installation() {
        return installation;
    }

    /// Whether a lab of this id would be of a cluster's own.
    public static boolean authored(String id) {
        return id.contains(LabCatalogue.OF);
    }

    public Optional<Lab> find(ClusterImage image, String id) {
        if (!authored(id)) {
            return installation.find(id);
        }
        String source = source(id);
        List<Lab> labs = OpenedLabs.isName(source)
                ? opened.find(image.cluster(), source).map(this::labs).orElse(List.of())
                : image.find(new ObjectKey(image.cluster(), SOURCES, "", source)).flatMap(ClusterLabs::content)
                        .map(content -> labs(ReadSources.Of.cluster(image.cluster()), content))
                        .orElse(List.of());
        return labs.stream().filter(lab -> lab.id().equals(id)).findFirst();
    }

    /// Whose lab of a cluster's own it is.
    private static String source(String id) {
        return id.substring(0, id.indexOf(LabCatalogue.OF));
    }

    /// The source of a lab that a class opens; empty for any other.
    public static Optional<String> ofClass(String id) {
        return authored(id) ? Optional.of(source(id)).filter(OpenedLabs::isName) : Optional.empty();
    }

    /// The cluster's own by their sources' names, then those that classes open to it.
    public List<Lab> besides(ClusterImage image) {
        try (Stream<Stored> sources = image.list(SOURCES, "")) {
            Stream<Lab> own = sources.filter(stored -> !OpenedLabs.isName(stored.key().name())).sorted(Comparator.comparing(stored -> stored.key().name()))
                    .flatMap(stored -> content(stored).stream()).flatMap(content -> labs(ReadSources.Of.cluster(image.cluster()), content).stream());
            return Stream.concat(own, opened.in(image.cluster()).stream().flatMap(source -> labs(source).stream())).toList();
        }
    }

    /// Read once for all clusters that have it.
    private List<Lab> labs(Document ofClass) {
        return SourceContent.of(ofClass).map(content -> labs(new ReadSources.Of(content.name()), content)).orElse(List.of());
    }

    private static Optional<SourceContent> content(Stored stored) {
        return stored.opaque() || stored.fields().terminating() ? Optional.empty() : SourceContent.of(Document.parse(stored.bytes()));
    }

    /// None of what cannot be read any more: whoever wrote it was told.
    private List<Lab> labs(ReadSources.Of of, SourceContent content) {
        try {
            return read.read(of, content).labs();
        } catch (UnusableArchive e) {
            return List.of();
        }
    }

    /// The source with what is found in it: how many labs, what is wrong with others. Throws an [UnusableArchive] for what nobody can look into.
    public Document looked(ClusterId cluster, Document source) throws UnusableArchive {
        Optional<SourceContent> content = SourceContent.of(source);
        LabCatalogue found = LabCatalogue.EMPTY;
        if (content.isPresent()) {
            boolean ofClass = OpenedLabs.isName(content.get().name());
            found = read.read(ofClass ? new ReadSources.Of(content.get().name()) : ReadSources.Of.cluster(cluster), content.get());
        }
        LabCatalogue catalogue = found;
        return source.edited(root -> {
            ObjectNode status = root.withObjectProperty("status");
            content.map(SourceContent::digest).ifPresentOrElse(digest -> status.put("digest", digest), () -> status.remove("digest"));
            if (!source.has("spec", "git")) {
                status.remove("fetched");
                status.remove("message");
            }
            ArrayNode labs = status.putArray("labs");
            catalogue.labs().forEach(lab -> shown(lab, labs.addObject()));
            ArrayNode problems = status.putArray("problems");
            catalogue.problems().stream().limit(MOST_PROBLEMS).forEach(problem -> {
                ObjectNode node = problems.addObject().put("file", problem.file());
                if (problem.line() > 0) {
                    node.put("line", problem.line());
                }
                if (!problem.field().isEmpty()) {
                    node.put("field", problem.field());
                }
                node.put("message", problem.message());
            });
        });
    }

    private static void shown(Lab lab, ObjectNode node) {
        Filling example = lab.example(lab.id());
        node.put("id", lab.id()).set("title", example.texts(lab.title()).json());
        ArrayNode goals = node.putArray("goals");
        lab.goals().forEach(goal -> goals.addObject().put("id", goal.id()).put("points", goal.points()).set("title", example.texts(goal.title()).json()));
    }
}
