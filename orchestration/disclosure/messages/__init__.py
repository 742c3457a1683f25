"""What is told of files and figures, in Chinese and in English: the words are data, in the YAML files of this folder.
When something is told, and of which place, belongs to the modules that find it."""
