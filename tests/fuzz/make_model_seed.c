/* Writes the models that fuzz_model starts from, into the folder that is named:
 *
 *     make_model_seed tests/fuzz/corpora/model
 */
#include "../sample_model.h"

#include <stdio.h>

static int write_seed(const parley_model_view *view, const char *folder, const char *name)
{
    parley_buffer bytes = {0}, path = {0};
    FILE *file = NULL;
    int result = 1;
    if (parley_model_write(view, &bytes, NULL) == PARLEY_OK &&
        parley_buffer_printf(&path, "%s/%s", folder, name) == PARLEY_OK &&
        parley_buffer_append(&path, "", 1) == PARLEY_OK && (file = fopen(path.data, "wb")) != NULL)
        result = fwrite(bytes.data, 1, bytes.size, file) != bytes.size;
    if (file && fclose(file) != 0)
        result = 1;
    parley_buffer_fini(&bytes);
    parley_buffer_fini(&path);
    return result;
}

int main(int argc, char **argv)
{
    sample_model s;
    if (argc != 2 || sample_model_init(&s) != 0)
        return 1;
    int result = write_seed(&s.view, argv[1], "sample");
    sample_model_strip(&s);
    result |= write_seed(&s.view, argv[1], "plain");
    s.view.feature_count = 0;
    return result | write_seed(&s.view, argv[1], "empty");
}
