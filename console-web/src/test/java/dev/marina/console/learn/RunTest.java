package dev.marina.console.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static Run run(String phase, String first, String second) {
        return Run.of(json("""
                {'metadata':{'name':'first-pod'},'spec':{'lab':'first-pod','hints':['a'],'reset':{'number':2}},
                 'status':{'phase':'%s','reset':{'number':1},'goals':[
                   {'id':'x','title':{'en':'X','zh':'甲'},'state':'%s','sees':{'en':'x','zh':'x'},'points':2,'earned':1},
                   {'id':'y','title':{'en':'Y','zh':'乙'},'state':'%s','sees':{'en':'y','zh':'y'},'points':1}]}}""".formatted(phase, first, second)));
    }

    @Test
    void newsIsWhatWasMetOrLostSinceTheLastLook() {
        News news = News.between(run("Running", "unmet", "met"), run("Running", "met", "regressed"));
        assertEquals(List.of("x"), news.met().stream().map(Run.Goal::id).toList());
        assertEquals(List.of("y"), news.lost().stream().map(Run.Goal::id).toList());
    }

    @Test
    void theFirstLookAndTheSameAgainAreNoNews() {
        assertTrue(News.between(null, run("Passed", "met", "met")).none());
        assertTrue(News.between(run("Running", "holding", "unmet"), run("Running", "unmet", "flapping")).none());
    }

    @Test
    void passingIsNewsOnce() {
        assertTrue(News.between(run("Running", "met", "unmet"), run("Passed", "met", "met")).passed());
        assertTrue(News.between(run("Passed", "met", "met"), run("Passed", "met", "met")).none());
    }

    @Test
    void aHintIsTakenBesideThoseThatWereTaken() {
        assertEquals(json("{'spec':{'hints':['a','b']}}"), json(RunChange.takeHint(run("Running", "unmet", "unmet"), "b")));
        assertEquals(json("{'spec':{'hints':['a']}}"), json(RunChange.takeHint(run("Running", "unmet", "unmet"), "a")));
    }

    @Test
    void aResetCountsOnFromTheLastOneThatWasAskedFor() {
        Run run = run("Running", "unmet", "unmet");
        assertEquals(json("{'spec':{'reset':{'number':3,'step':'scale'}}}"), json(RunChange.reset(run, "scale")));
        assertEquals(json("{'spec':{'reset':{'number':3,'step':null}}}"), json(RunChange.reset(run, "")));
    }

    @Test
    void anAnswerWithQuotesStaysAnAnswer() throws Exception {
        assertEquals("\"}", JSON.readTree(RunChange.answer("how", "\"}")).path("spec").path("predictions").path("how").asText());
    }

    @Test
    void labsStandByCourseInTheirOrder() {
        Catalogue catalogue = Catalogue.of(json("""
                {'items':[{'metadata':{'name':'b'},'spec':{'course':'c2','courseTitle':{'en':'Two'},'order':5}},
                          {'metadata':{'name':'z'},'spec':{'course':'c1','courseTitle':{'en':'One'},'order':2}},
                          {'metadata':{'name':'a'},'spec':{'course':'c1','courseTitle':{'en':'One'},'order':1,'needs':['z']}}]}"""));
        assertEquals(List.of("One", "Two"), catalogue.courses().stream().map(course -> course.title().english()).toList());
        assertEquals(List.of("a", "z"), catalogue.courses().getFirst().labs().stream().map(Lab::id).toList());
    }
}
