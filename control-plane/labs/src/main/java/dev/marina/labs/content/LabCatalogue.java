package dev.marina.labs.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The labs of an installation, in the order in which they are offered, and what is wrong with those that are not among them: a bad lab keeps
/// no other from being there.
public record LabCatalogue(List<Lab> labs, List<LabProblem> problems) {

    public static final LabCatalogue EMPTY = new LabCatalogue(List.of(), List.of());

    private static final int MOST_LABS = 500;
    private static final String ID = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final int LONGEST_ID = 40;
    private static final Comparator<Lab> OFFERED = Comparator.comparing(Lab::course).thenComparing(Lab::order).thenComparing(Lab::id);

    /// Reads every folder that has a `lab.yaml`.
    public static LabCatalogue load(Path directory) {
        LabSchema schema = LabSchema.published(LabSchema.LAB, "a lab");
        List<Lab> labs = new ArrayList<>();
        List<LabProblem> problems = new ArrayList<>();
        for (Path folder : folders(directory, problems)) {
            LabProblems own = new LabProblems(folder.getFileName().toString());
            new LabReader(schema, new LabFolder(folder, own)).read().ifPresent(labs::add);
            problems.addAll(own.found());
        }
        labs.sort(OFFERED);
        return new LabCatalogue(List.copyOf(labs), missing(labs, problems));
    }

    private static List<Path> folders(Path directory, List<LabProblem> problems) {
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> folders = all.filter(folder -> Files.isRegularFile(folder.resolve("lab.yaml"), LinkOption.NOFOLLOW_LINKS)).sorted().toList();
            folders.stream().map(folder -> folder.getFileName().toString()).filter(name -> !right(name)).forEach(
                    name -> problems.add(new LabProblem(name, "", "is no id of a lab; it must be a DNS label of %d characters at most".formatted(LONGEST_ID))));
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
    private static List<LabProblem> missing(List<Lab> labs, List<LabProblem> problems) {
        List<LabProblem> all = new ArrayList<>(problems);
        List<String> ids = labs.stream().map(Lab::id).toList();
        labs.forEach(lab -> lab.needs().stream().filter(needed -> !ids.contains(needed)).forEach(needed -> all.add(
                new LabProblem(lab.id() + "/lab.yaml", "needs", "names the lab \"%s\"; there is none of that name".formatted(needed)))));
        return List.copyOf(all);
    }

    public Optional<Lab> find(String id) {
        return labs.stream().filter(lab -> lab.id().equals(id)).findFirst();
    }
}
