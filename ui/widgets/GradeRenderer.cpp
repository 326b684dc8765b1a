// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/GradeRenderer.h"

#include "image/DecodeYcbcr.h"
#include "ui/widgets/GradeShader.h"

#include <QOpenGLContext>
#include <QOpenGLFunctions_4_0_Core>
#include <QOpenGLVersionFunctionsFactory>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace tailslate::ui {
namespace {

constexpr GLenum kCompletionStatus = 0x91B1; // GL_COMPLETION_STATUS_KHR
constexpr GLuint kAllThreads = 0xFFFFFFFFU;
constexpr int kFirstLutUnit = 3; // 0 to 2 are the planes.

using Gl = QOpenGLFunctions_4_0_Core;

/// A texture of a pipeline and the sampler that reads it.
struct LutTexture {
    GLuint id = 0;
    GLenum target = 0;
    std::string sampler;
};

/// A linked (or still linking) program with its textures.
struct Program {
    GLuint id = 0;
    std::vector<LutTexture> luts;
};

void setSampling(Gl& gl, GLenum target, GLint filter)
{
    gl.glTexParameteri(target, GL_TEXTURE_MIN_FILTER, filter);
    gl.glTexParameteri(target, GL_TEXTURE_MAG_FILTER, filter);
    for (const GLenum axis : {GL_TEXTURE_WRAP_S, GL_TEXTURE_WRAP_T, GL_TEXTURE_WRAP_R})
        gl.glTexParameteri(target, axis, GL_CLAMP_TO_EDGE);
}

LutTexture makeLut(Gl& gl, const color::GpuProgram::Texture3d& lut)
{
    LutTexture texture{.id = 0, .target = GL_TEXTURE_3D, .sampler = lut.sampler};
    gl.glGenTextures(1, &texture.id);
    gl.glBindTexture(texture.target, texture.id);
    setSampling(gl, texture.target, GL_LINEAR);
    gl.glTexImage3D(texture.target, 0, GL_RGB32F, lut.edge, lut.edge, lut.edge, 0, GL_RGB, GL_FLOAT,
                    lut.values.data());
    return texture;
}

LutTexture makeLut(Gl& gl, const color::GpuProgram::Texture2d& lut)
{
    const bool flat = lut.height == 1;
    LutTexture texture{.id = 0,
                       .target = static_cast<GLenum>(flat ? GL_TEXTURE_1D : GL_TEXTURE_2D),
                       .sampler = lut.sampler};
    const GLint inside = lut.channels == 1 ? GL_R32F : GL_RGB32F;
    const GLenum outside = lut.channels == 1 ? GL_RED : GL_RGB;
    gl.glGenTextures(1, &texture.id);
    gl.glBindTexture(texture.target, texture.id);
    setSampling(gl, texture.target, GL_LINEAR);
    if (flat)
        gl.glTexImage1D(texture.target, 0, inside, lut.width, 0, outside, GL_FLOAT,
                        lut.values.data());
    else
        gl.glTexImage2D(texture.target, 0, inside, lut.width, lut.height, 0, outside, GL_FLOAT,
                        lut.values.data());
    return texture;
}

GLuint startShader(Gl& gl, GLenum kind, const std::string& source)
{
    const GLuint shader = gl.glCreateShader(kind);
    const char* text = source.c_str();
    gl.glShaderSource(shader, 1, &text, nullptr);
    gl.glCompileShader(shader);
    return shader;
}

} // namespace

struct GradeRenderer::Impl {
    Gl* gl = nullptr;
    bool parallelCompile = false;
    GLuint vertexArray = 0;
    std::array<GLuint, 3> planes{}; // Y', Cb, Cr
    QSize frameSize;
    image::SignalTag signal;
    std::optional<Program> current;
    std::optional<Program> pending;
    std::optional<Error> error;

    void drop(std::optional<Program>& program);
    void uploadPlane(GLuint plane, const std::vector<std::uint16_t>& samples, int width, int height,
                     bool resize);
    std::string linkLog(GLuint program);
    void setVector(GLuint program, const char* name, const std::array<double, 3>& value);
};

void GradeRenderer::Impl::drop(std::optional<Program>& program)
{
    if (!program)
        return;
    for (const LutTexture& lut : program->luts)
        gl->glDeleteTextures(1, &lut.id);
    gl->glDeleteProgram(program->id);
    program.reset();
}

void GradeRenderer::Impl::uploadPlane(GLuint plane, const std::vector<std::uint16_t>& samples,
                                      int width, int height, bool resize)
{
    gl->glBindTexture(GL_TEXTURE_2D, plane);
    gl->glPixelStorei(GL_UNPACK_ALIGNMENT, 2);
    if (resize) {
        setSampling(*gl, GL_TEXTURE_2D, GL_NEAREST); // Integer textures know no other.
        gl->glTexImage2D(GL_TEXTURE_2D, 0, GL_R16UI, width, height, 0, GL_RED_INTEGER,
                         GL_UNSIGNED_SHORT, samples.data());
    } else {
        gl->glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, width, height, GL_RED_INTEGER,
                            GL_UNSIGNED_SHORT, samples.data());
    }
    gl->glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
}

std::string GradeRenderer::Impl::linkLog(GLuint program)
{
    std::array<char, 2048> text{};
    GLsizei length = 0;
    std::array<GLuint, 2> shaders{};
    GLsizei count = 0;
    gl->glGetAttachedShaders(program, 2, &count, shaders.data());
    for (GLsizei i = 0; i < count; ++i) {
        gl->glGetShaderInfoLog(shaders[static_cast<std::size_t>(i)],
                               static_cast<GLsizei>(text.size()), &length, text.data());
        if (length > 0)
            return {text.data(), static_cast<std::size_t>(length)};
    }
    gl->glGetProgramInfoLog(program, static_cast<GLsizei>(text.size()), &length, text.data());
    return {text.data(), static_cast<std::size_t>(length)};
}

void GradeRenderer::Impl::setVector(GLuint program, const char* name,
                                    const std::array<double, 3>& value)
{
    gl->glUniform3f(gl->glGetUniformLocation(program, name), static_cast<float>(value[0]),
                    static_cast<float>(value[1]), static_cast<float>(value[2]));
}

GradeRenderer::GradeRenderer()
    : m_impl(std::make_unique<Impl>())
{
}

GradeRenderer::~GradeRenderer() = default;

Result<void> GradeRenderer::initialize()
{
    QOpenGLContext* const context = QOpenGLContext::currentContext();
    m_impl->gl =
        context ? QOpenGLVersionFunctionsFactory::get<QOpenGLFunctions_4_0_Core>(context) : nullptr;
    if (!m_impl->gl || !m_impl->gl->initializeOpenGLFunctions()) {
        m_impl->gl = nullptr;
        return failure(ErrorCode::Unsupported,
                       "the viewer needs OpenGL 4.0, which this graphics driver does not offer");
    }
    for (const char* extension :
         {"GL_KHR_parallel_shader_compile", "GL_ARB_parallel_shader_compile"}) {
        if (!context->hasExtension(extension))
            continue;
        const bool khr = std::string_view(extension).find("KHR") != std::string_view::npos;
        using SetThreads = void (*)(GLuint);
        if (const auto setThreads = reinterpret_cast<SetThreads>(context->getProcAddress(
                khr ? "glMaxShaderCompilerThreadsKHR" : "glMaxShaderCompilerThreadsARB"))) {
            setThreads(kAllThreads);
            m_impl->parallelCompile = true;
            break;
        }
    }
    m_impl->gl->glGenVertexArrays(1, &m_impl->vertexArray);
    m_impl->gl->glGenTextures(static_cast<GLsizei>(m_impl->planes.size()), m_impl->planes.data());
    return {};
}

void GradeRenderer::release()
{
    if (!m_impl->gl)
        return;
    m_impl->drop(m_impl->current);
    m_impl->drop(m_impl->pending);
    m_impl->gl->glDeleteTextures(static_cast<GLsizei>(m_impl->planes.size()),
                                 m_impl->planes.data());
    m_impl->gl->glDeleteVertexArrays(1, &m_impl->vertexArray);
    m_impl->frameSize = {};
    m_impl->gl = nullptr;
}

Result<void> GradeRenderer::setFrame(const image::Frame& frame)
{
    const auto width = static_cast<std::size_t>(frame.width);
    const auto height = static_cast<std::size_t>(frame.height);
    const auto chromaWidth = static_cast<std::size_t>(frame.chromaWidth());
    if (!m_impl->gl || frame.width < 1 || frame.height < 1 || frame.y.size() != width * height ||
        frame.cb.size() != chromaWidth * height || frame.cr.size() != chromaWidth * height)
        return failure(ErrorCode::InvalidArgument,
                       "the planes of a frame do not have the size that its width and height ask");

    const QSize size(frame.width, frame.height);
    const bool resize = size != m_impl->frameSize;
    m_impl->gl->glActiveTexture(GL_TEXTURE0);
    m_impl->uploadPlane(m_impl->planes[0], frame.y, frame.width, frame.height, resize);
    m_impl->uploadPlane(m_impl->planes[1], frame.cb, frame.chromaWidth(), frame.height, resize);
    m_impl->uploadPlane(m_impl->planes[2], frame.cr, frame.chromaWidth(), frame.height, resize);
    m_impl->frameSize = size;
    m_impl->signal = frame.signal;
    return {};
}

void GradeRenderer::setProgram(std::shared_ptr<const color::GpuProgram> program,
                               color::CdlStyle style)
{
    if (!m_impl->gl)
        return;
    Gl& gl = *m_impl->gl;
    m_impl->drop(m_impl->pending);
    Program made;
    const GLuint vertex = startShader(gl, GL_VERTEX_SHADER, gradeVertexSource());
    const GLuint fragment =
        startShader(gl, GL_FRAGMENT_SHADER, gradeFragmentSource(*program, style));
    made.id = gl.glCreateProgram();
    gl.glAttachShader(made.id, vertex);
    gl.glAttachShader(made.id, fragment);
    gl.glLinkProgram(made.id);
    // Marked only: they go with the program.
    gl.glDeleteShader(vertex);
    gl.glDeleteShader(fragment);
    gl.glActiveTexture(GL_TEXTURE0 + kFirstLutUnit);
    for (const auto& lut : program->textures3d)
        made.luts.push_back(makeLut(gl, lut));
    for (const auto& lut : program->textures2d)
        made.luts.push_back(makeLut(gl, lut));
    m_impl->pending = std::move(made);
}

GradeRenderer::Compile GradeRenderer::poll()
{
    if (!m_impl->gl || !m_impl->pending)
        return Compile::Idle;
    Gl& gl = *m_impl->gl;
    if (m_impl->parallelCompile) {
        GLint done = GL_FALSE;
        gl.glGetProgramiv(m_impl->pending->id, kCompletionStatus, &done);
        if (done == GL_FALSE)
            return Compile::Running;
    }
    GLint linked = GL_FALSE;
    gl.glGetProgramiv(m_impl->pending->id, GL_LINK_STATUS, &linked);
    if (linked == GL_FALSE) {
        m_impl->error = Error{ErrorCode::Internal,
                              "the graphics driver refuses the color pipeline: " +
                                  m_impl->linkLog(m_impl->pending->id),
                              {},
                              0};
        m_impl->drop(m_impl->pending);
        return Compile::Failed;
    }
    m_impl->drop(m_impl->current);
    m_impl->current = std::exchange(m_impl->pending, std::nullopt);
    return Compile::Ready;
}

const std::optional<Error>& GradeRenderer::error() const
{
    return m_impl->error;
}

bool GradeRenderer::canDraw() const
{
    return m_impl->gl && m_impl->current && !m_impl->frameSize.isEmpty();
}

QSize GradeRenderer::frameSize() const
{
    return m_impl->frameSize;
}

void GradeRenderer::draw(const color::Cdl& cdl, const QRect& target, bool topRowFirst)
{
    if (!canDraw() || target.isEmpty())
        return;
    Gl& gl = *m_impl->gl;
    const GLuint program = m_impl->current->id;
    const auto location = [&](const char* name) { return gl.glGetUniformLocation(program, name); };

    gl.glDisable(GL_BLEND);
    gl.glDisable(GL_DEPTH_TEST);
    gl.glViewport(target.x(), target.y(), target.width(), target.height());
    gl.glUseProgram(program);

    constexpr std::array<const char*, 3> kPlaneSamplers{"tsLuma", "tsCb", "tsCr"};
    for (std::size_t plane = 0; plane < kPlaneSamplers.size(); ++plane) {
        gl.glActiveTexture(GL_TEXTURE0 + static_cast<GLenum>(plane));
        gl.glBindTexture(GL_TEXTURE_2D, m_impl->planes[plane]);
        gl.glUniform1i(location(kPlaneSamplers[plane]), static_cast<GLint>(plane));
    }
    GLint unit = kFirstLutUnit;
    for (const LutTexture& lut : m_impl->current->luts) {
        gl.glActiveTexture(GL_TEXTURE0 + static_cast<GLenum>(unit));
        gl.glBindTexture(lut.target, lut.id);
        gl.glUniform1i(location(lut.sampler.c_str()), unit);
        ++unit;
    }

    const image::YcbcrDecode decode = image::ycbcrDecode(m_impl->signal);
    gl.glUniformMatrix3fv(location("tsDecodeMatrix"), 1, GL_TRUE, decode.matrix.data());
    gl.glUniform3fv(location("tsDecodeOffset"), 1, decode.offset.data());
    gl.glUniform2i(location("tsFrameSize"), m_impl->frameSize.width(), m_impl->frameSize.height());
    gl.glUniform4f(location("tsTarget"), static_cast<float>(target.x()),
                   static_cast<float>(target.y()), static_cast<float>(target.width()),
                   static_cast<float>(target.height()));
    gl.glUniform1f(location("tsTopRowFirst"), topRowFirst ? 1.0F : 0.0F);
    m_impl->setVector(program, "tsSlope", cdl.slope);
    m_impl->setVector(program, "tsOffset", cdl.offset);
    m_impl->setVector(program, "tsPower", cdl.power);
    gl.glUniform1f(location("tsSaturation"), static_cast<float>(cdl.saturation));

    gl.glBindVertexArray(m_impl->vertexArray);
    gl.glDrawArrays(GL_TRIANGLES, 0, 3);
    gl.glBindVertexArray(0);
    gl.glUseProgram(0);
    gl.glActiveTexture(GL_TEXTURE0);
}

} // namespace tailslate::ui
