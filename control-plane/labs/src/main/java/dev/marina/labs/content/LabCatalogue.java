package dev.marina.labs.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The labs of an installation, in the order in which they are offered, and what is wrong with those that are not among them: a bad lab keeps
/// no other from being there.
public record LabCatalogue(List<Lab> labs, List<LabProblem> problems) {

    public static final LabCatalogue EMPTY = new LabCatalogue(List.of(), List.of());

    /// Between the name of a source and what it calls a lab; no lab of the installation has it in its id.
    public static final String OF = "--";

    private static final int MOST_LABS = 500;
    private static final int MOST_OF_A_SOURCE = 50;
    /// Of a lab of the installation, and of all labs of a source. Each is compiled.
    private static final int MOST_EXPRESSIONS = 1_000;
    private static final String ID = "[a-z0-9](-?[a-z0-9])*";
    private static final String FILE = "lab.yaml";
    private static final int LONGEST_ID = 40;
    private static final Comparator<Lab> OFFERED = Comparator.comparing(Lab::course).thenComparing(Lab::order).thenComparing(Lab::id);

    /// Reads every folder that has a `lab.yaml`.
    public static LabCatalogue load(Path directory) {
        LabSchema schema = LabSchema.published(LabSchema.LAB, "a lab");
        List<Lab> labs = new ArrayList<>();
        List<LabProblem> problems = new ArrayList<>();
        for (Path folder : folders(directory, problems)) {
            LabProblems own = new LabProblems(folder.getFileName().toString());
            new LabReader(schema, LabFolder.of(folder, own), new ExpressionBudget(MOST_EXPRESSIONS)).read().ifPresent(labs::add);
            problems.addAll(own.found());
        }
        labs.sort(OFFERED);
        return new LabCatalogue(List.copyOf(labs), missing(labs, List.of(), problems));
    }

    /// Reads the labs of an archive: each is the folder that a `lab.yaml` lies in. Their ids begin with the source's name, so that none of them is ever taken for
    /// one of the installation or of another source. Throws an [UnusableArchive] for what cannot be looked into.
    ///
    /// @param archive in Base64
    /// @param installation whose labs may be needed before
    public static LabCatalogue of(String source, String archive, LabCatalogue installation) throws UnusableArchive {
        Map<String, byte[]> files = LabArchive.unpacked(archive);
        LabSchema schema = LabSchema.published(LabSchema.LAB, "a lab");
        List<Lab> labs = new ArrayList<>();
        List<LabProblem> problems = new ArrayList<>();
        Map<String, String> folders = new TreeMap<>();
        for (String file : files.keySet()) {
            if (file.equals(FILE)) {
                problems.add(new LabProblem(file, "", "lies beside no lab; it must lie in a folder that is called as the lab's id"));
            } else if (file.endsWith("/" + FILE)) {
                folder(file.substring(0, file.length() - FILE.length()), folders, problems);
            }
        }
        if (folders.isEmpty() && problems.isEmpty()) {
            problems.add(new LabProblem(".", "", "there is no lab; each must be a folder with a lab.yaml"));
        }
        ExpressionBudget budget = new ExpressionBudget(MOST_EXPRESSIONS);
        for (Map.Entry<String, String> each : folders.entrySet()) {
            LabProblems own = new LabProblems(each.getValue().substring(0, each.getValue().length() - 1));
            LabFiles content = new LabFiles.Unpacked(files, each.getValue());
            new LabReader(schema, new LabFolder(source + OF + each.getKey(), source, content, own), budget).read().ifPresent(labs::add);
            problems.addAll(own.found());
        }
        List<Lab> whole = labs.stream().map(lab -> lab.needing(lab.needs().stream().map(needed -> folders.containsKey(needed) ? source + OF + needed : needed)
                .toList())).sorted(OFFERED).toList();
        return new LabCatalogue(whole, missing(whole, installation.labs(), problems));
    }

    /// @param path with a slash at its end
    /// @param folders by the ids of the labs
    private static void folder(String path, Map<String, String> folders, List<LabProblem> problems) {
        String id = path.substring(path.lastIndexOf('/', path.length() - 2) + 1, path.length() - 1);
        String file = path.substring(0, path.length() - 1);
        if (!right(id)) {
            problems.add(noId(file));
        } else if (folders.size() == MOST_OF_A_SOURCE) {
            problems.add(new LabProblem(file, "", "is a lab too many; a source must have %d at most".formatted(MOST_OF_A_SOURCE)));
        } else if (folders.putIfAbsent(id, path) != null) {
            problems.add(new LabProblem(file, "", "is called as %s; no two labs may have one name".formatted(folders.get(id))));
        }
    }

    private static LabProblem noId(String folder) {
        return new LabProblem(folder, "",
                "is no id of a lab; it must be a DNS label of %d characters at most, without two hyphens side by side".formatted(LONGEST_ID));
    }

    private static List<Path> folders(Path directory, List<LabProblem> problems) {
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> folders = all.filter(folder -> Files.isRegularFile(folder.resolve("lab.yaml"), LinkOption.NOFOLLOW_LINKS)).sorted().toList();
            folders.stream().map(folder -> folder.getFileName().toString()).filter(name -> !right(name)).forEach(
                    name -> problems.add(noId(name)));
            if (folders.size() > MOST_LABS) {
                problems.add(new LabProblem(".", "", "there are %d labs; %d at most are read".formatted(folders.size(), MOST_LABS)));
            }
            return folders.stream().filter(folder -> right(folder.getFileName().toString())).limit(MOST_LABS).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the labs in %s cannot be read".formatted(directory), e);
        }
    }

    private static boolean right(String id) {
        return id.matches(ID) && id.length() <= LONGEST_ID;
    }

    /// A lab that names another which is not there is still a lab.
    private static List<LabProblem> missing(List<Lab> labs, List<Lab> others, List<LabProblem> problems) {
        List<LabProblem> all = new ArrayList<>(problems);
        Set<String> ids = Stream.concat(labs.stream(), others.stream()).map(Lab::id).collect(Collectors.toSet());
        labs.forEach(lab -> lab.needs().stream().filter(needed -> !ids.contains(needed)).forEach(needed -> all.add(
                new LabProblem(lab.id() + "/lab.yaml", "needs", "names the lab \"%s\"; there is none of that name".formatted(needed)))));
        return List.copyOf(all);
    }

    public Optional<Lab> find(String id) {
        return labs.stream().filter(lab -> lab.id().equals(id)).findFirst();
    }
}
