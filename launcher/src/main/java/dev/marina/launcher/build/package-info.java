/// Prerequisites, Maven, and the copies that a running installation works from.
package dev.marina.launcher.build;
