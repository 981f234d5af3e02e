package dev.marina.console.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.console.Sample;
import dev.marina.console.kube.Tone;
import io.fabric8.kubernetes.api.model.ContainerStatus;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerLineTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{name: a}                                                                    | Unknown               | QUIET | ''",
            "{name: a, ready: true, state: {running: {}}}                                 | Running               | GOOD  | ''",
            "{name: a, ready: false, state: {running: {}}}                                | Running               | BUSY  | ''",
            "{name: a, state: {waiting: {reason: ContainerCreating}}}                     | ContainerCreating     | BUSY  | ''",
            "{name: a, state: {waiting: {reason: ErrImagePull, message: no such image}}}  | ErrImagePull          | BAD   | no such image",
            "{name: a, state: {terminated: {exitCode: 0, reason: Completed}}}             | Completed (0)         | QUIET | ''",
            "{name: a, state: {terminated: {exitCode: 137, reason: OOMKilled}}}           | OOMKilled (137)       | BAD   | ''"})
    void isSaidInAWord(String status, String state, Tone tone, String message) {
        assertEquals(new ContainerLine(state, tone, message), ContainerLine.of(Sample.of(status, ContainerStatus.class)));
    }
}
