package dev.marina.tenancy.teaching;

import dev.marina.tenancy.management.InstalledLab;
import dev.marina.tenancy.problem.FieldProblem;
import dev.marina.tenancy.problem.Problem;
import dev.marina.tenancy.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a class may be. Pure: says everything that is wrong at once.
public final class ClassRules {

    public static final int MOST_LEARNERS = 200;
    public static final int MOST_STUCK_MINUTES = 240;
    public static final int MOST_LABS = 100;
    /// Nor any that turns the direction of what follows.
    public static final String NAME = "(?=.*\\S)[^\\p{Cc}\\u2028-\\u202E\\u2066-\\u2069]{1,64}";
    public static final String NAME_EXPECTED = "1 to 64 characters, not only spaces, none of them a control character";
    public static final String LEARNERS_EXPECTED = "a number from 1 to " + MOST_LEARNERS;
    public static final String MINUTES_EXPECTED = "a number from 1 to " + MOST_STUCK_MINUTES;

    static final Duration LONGEST = Duration.ofDays(366);
    private static final String ENDS_EXPECTED = "a time to come, after `starts` and at most 366 days after it";

    private ClassRules() {}

    /// The ids of the labs that are open, in the order of the installation's, and behind them those of the teacher's own that the class opens already: they are opened
    /// and ended elsewhere, so that whoever names them here changes nothing.
    static List<String> labs(List<String> named, List<String> courses, List<InstalledLab> installed, List<String> opened) {
        List<String> labs = named.stream().filter(lab -> !opened.contains(lab)).toList();
        List<FieldProblem> problems = new ArrayList<>();
        unknown("labs", labs, installed, InstalledLab::id, "a lab of the installation; kubectl get labs lists them", problems);
        unknown("courses", courses, installed, InstalledLab::course, "a course of the installation; kubectl get labs lists them", problems);
        Set<String> wanted = new HashSet<>(labs);
        List<String> open = Stream.concat(installed.stream().filter(lab -> wanted.contains(lab.id()) || courses.contains(lab.course())).map(InstalledLab::id),
                opened.stream()).toList();
        if (problems.isEmpty() && (open.isEmpty() || open.size() > MOST_LABS)) {
            problems.add(new FieldProblem("labs", Integer.toString(open.size()), "1 to %d labs, together with those of `courses`".formatted(MOST_LABS)));
        }
        require(problems);
        return open;
    }

    private static void unknown(String field, List<String> named, List<InstalledLab> installed, Function<InstalledLab, String> name, String expected,
            List<FieldProblem> problems) {
        Set<String> known = new HashSet<>(installed.stream().map(name).toList());
        for (int at = 0; at < named.size(); at++) {
            if (!known.contains(named.get(at))) {
                problems.add(new FieldProblem("%s[%d]".formatted(field, at), named.get(at), expected));
            }
        }
    }

    /// With these of the teacher's own behind the others.
    static List<String> with(List<String> labs, List<String> opened) {
        List<String> open = Stream.concat(labs.stream(), opened.stream()).toList();
        if (open.size() > MOST_LABS) {
            require(List
                    .of(new FieldProblem("source", Integer.toString(open.size()), "a source with which the class has %d labs at most".formatted(MOST_LABS))));
        }
        return open;
    }

    static void times(Instant starts, Instant ends, Instant now) {
        if (!ends.isAfter(starts) || !ends.isAfter(now) || Duration.between(starts, ends).compareTo(LONGEST) > 0
                || ends.isAfter(now.plus(LONGEST.multipliedBy(2)))) {
            require(List.of(new FieldProblem("ends", ends.toString(), ENDS_EXPECTED)));
        }
    }

    private static void require(List<FieldProblem> problems) {
        if (!problems.isEmpty()) {
            throw new ProblemException(new Problem.Invalid(problems));
        }
    }
}
