package dev.marina.launcher;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;

@Command(name = "images", mixinStandardHelpOptions = true)
final class ImagesCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new Complaint("`images` is not there yet");
    }
}
