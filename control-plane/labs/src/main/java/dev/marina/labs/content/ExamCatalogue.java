package dev.marina.labs.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The exams of an installation, by their ids, and what is wrong with those that are not among them.
public record ExamCatalogue(List<Exam> exams, List<LabProblem> problems) {

    public static final ExamCatalogue EMPTY = new ExamCatalogue(List.of(), List.of());

    /// Beside the labs.
    private static final String FOLDER = "exams";
    private static final int MOST_EXAMS = 100;
    /// Names of tasks' runs are made of it; see LabRunType.
    private static final String ID = "[a-z0-9]([-a-z0-9]{0,28}[a-z0-9])?";

    /// Reads `exams/<id>/exam.yaml` below the labs' directory.
    public static ExamCatalogue load(Path labsDirectory, LabCatalogue labs) {
        Path directory = labsDirectory.resolve(FOLDER);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return EMPTY;
        }
        List<Exam> exams = new ArrayList<>();
        List<LabProblem> problems = new ArrayList<>();
        LabSchema schema = LabSchema.published("exam.schema.json", "an exam");
        for (Path folder : folders(directory)) {
            String id = folder.getFileName().toString();
            LabProblems own = new LabProblems(FOLDER + "/" + id);
            if (id.matches(ID)) {
                new ExamReader(schema, LabFolder.of(folder, own), labs).read().ifPresent(exams::add);
            } else {
                own.add(ExamReader.FILE, "", "is in the folder \"%s\"; its name must be a DNS label of 30 characters at most".formatted(id));
            }
            problems.addAll(own.found());
        }
        return new ExamCatalogue(List.copyOf(exams), List.copyOf(problems));
    }

    private static List<Path> folders(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(folder -> Files.isRegularFile(folder.resolve(ExamReader.FILE), LinkOption.NOFOLLOW_LINKS)).sorted().limit(MOST_EXAMS).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the exams in %s cannot be read".formatted(directory), e);
        }
    }

    public Optional<Exam> find(String id) {
        return exams.stream().filter(exam -> exam.id().equals(id)).findFirst();
    }
}
