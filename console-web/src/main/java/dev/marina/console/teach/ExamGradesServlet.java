package dev.marina.console.teach;

import dev.marina.console.login.Person;
import dev.marina.console.rest.Tenancy;
import dev.marina.console.shell.DownloadServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// `/exam-grades/<tenant>/<class>/<exam>` as a download.
@WebServlet("/exam-grades/*")
public class ExamGradesServlet extends DownloadServlet {

    private static final long serialVersionUID = 1L;

    public ExamGradesServlet() {
        super(Pattern.compile("/([a-z0-9-]{1,63})/([a-f0-9-]{36})/([a-f0-9-]{36})"));
    }

    @Override
    protected Download of(Tenancy tenancy, Person person, MatchResult path) {
        String csv = tenancy.exams().grades(person, path.group(1), path.group(2), path.group(3));
        return new Download("text/csv;charset=UTF-8", "exam-%s.csv".formatted(path.group(3)), new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
    }
}
